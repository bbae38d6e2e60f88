import { Histogram, type Registry } from "prom-client";

const NAME = "orc_latency";
const HELP =
  "Seconds from a client's request to its reply, waiting for Lua and other servers included.";
/** Upper bounds in seconds: from what a decision takes to the longest wait for other servers. */
const BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

interface Series {
  readonly labels: { readonly orc_status_code: string; readonly tls: string };
  /** Replies by the first bound they do not pass; the last counts those that pass them all. */
  readonly counts: Float64Array;
  sumSeconds: number;
}

/**
 * The documented `orc_latency` histogram. A request costs a few comparisons and one addition; the sums that Prometheus wants are
 * made when it asks. Source: reference cdn-router 7.3; the names of the labels are ours.
 */
export class LatencyHistogram extends Histogram {
  /** By twice the status, one more for TLS. */
  readonly #series = new Map<number, Series>();

  constructor(registry: Registry) {
    super({
      name: NAME,
      help: HELP,
      labelNames: ["orc_status_code", "tls"],
      buckets: BOUNDS,
      registers: [registry],
    });
  }

  note(status: number, isTls: boolean, seconds: number): void {
    const key = status * 2 + Number(isTls);
    let series = this.#series.get(key);
    if (series === undefined) {
      const labels = { orc_status_code: String(status), tls: String(isTls) };
      series = { labels, counts: new Float64Array(BOUNDS.length + 1), sumSeconds: 0 };
      this.#series.set(key, series);
    }
    let at = 0;
    while (at < BOUNDS.length && seconds > (BOUNDS[at] ?? 0)) at += 1;
    series.counts[at] = (series.counts[at] ?? 0) + 1;
    series.sumSeconds += seconds;
  }

  override get(): ReturnType<Histogram["get"]> {
    const values = [...this.#series.values()].flatMap(valuesOf);
    // prom-client's type has the kind of a metric as a number; what it prints, and expects, is the word.
    const described = { name: NAME, help: HELP, type: "histogram", aggregator: "sum", values };
    return Promise.resolve(described as unknown as Awaited<ReturnType<Histogram["get"]>>);
  }

  /** What the registry calls instead of `get` where it exists. */
  getForPromString(): ReturnType<Histogram["get"]> {
    return this.get();
  }
}

function valuesOf({ labels, counts, sumSeconds }: Series) {
  let total = 0;
  const buckets = [...counts].map((count, at) => {
    total += count;
    const le = BOUNDS[at] ?? "+Inf";
    return { metricName: `${NAME}_bucket`, labels: { ...labels, le }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${NAME}_sum`, labels, value: sumSeconds },
    { metricName: `${NAME}_count`, labels, value: total },
  ];
}
