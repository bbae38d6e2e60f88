import type { Clock } from "@signalbox/clock";
import { EXPOSITION_CONTENT_TYPE, renderMetricsInSteps } from "@signalbox/telegraf-ingest";
import type { InputStore } from "@signalbox/selection-input";
import { Counter, Gauge, type Registry } from "prom-client";
import type { IngestCounts } from "./ingest-counts.js";
import type { TelegrafReceiver } from "./telegraf-receiver.js";

export interface IngestMetricsSource {
  readonly receiver: Pick<TelegrafReceiver, "store">;
  readonly counts: IngestCounts;
  readonly input: Pick<InputStore, "counts">;
  /** Leaves of the timestamped selection input that have expired since the start. */
  readonly expiredLeaves: () => number;
}

/** A turn ends after the step that makes it longer than this. */
const TURN_MS = 5;

interface Page {
  readonly contentType: string;
  readonly body: readonly Buffer[];
}

/**
 * The page a Prometheus scrapes on port 12001: `metrics` of an `http-server`. Made in short turns, and only once for all
 * who ask meanwhile. Source: configuration-and-telegraf 5.3.
 */
export function ingestExposition(
  source: IngestMetricsSource,
  clock: Pick<Clock, "monotonicMs" | "soon">,
): () => Promise<Page> {
  let underWay: Promise<Page> | undefined;
  return () => {
    underWay ??= makePage(source, clock).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

async function makePage(
  { receiver, counts, input, expiredLeaves }: IngestMetricsSource,
  clock: Pick<Clock, "monotonicMs" | "soon">,
): Promise<Page> {
  const steps = renderMetricsInSteps({
    values: receiver.store.values(),
    hosts: receiver.store.hosts(),
    own: {
      requests: counts.requests,
      lines: counts.lines,
      authFailures: counts.authFailures,
      selectionInputHosts: input.counts().hosts,
      selectionInputExpired: expiredLeaves(),
    },
  });
  const body: Buffer[] = [];
  let endMs = clock.monotonicMs() + TURN_MS;
  for (const piece of steps) {
    if (piece !== undefined) body.push(Buffer.from(piece));
    if (clock.monotonicMs() < endMs) continue;
    await new Promise<void>((resolve) => void clock.soon(resolve));
    endMs = clock.monotonicMs() + TURN_MS;
  }
  return { contentType: EXPOSITION_CONTENT_TYPE, body };
}

/** The same counts in the router's own registry, under its own names: a scrape of both pages must not count twice. */
export function ingestMetrics(registry: Registry, source: IngestMetricsSource): void {
  const { receiver, counts } = source;
  const registers = [registry];
  new Counter({
    name: "router_ingest_requests_total",
    help: "Writes and queries of metrics, by protocol and status.",
    labelNames: ["protocol", "code"],
    registers,
    collect() {
      this.reset();
      for (const { protocol, code, count } of counts.requests) this.inc({ protocol, code }, count);
    },
  });
  new Counter({
    name: "router_ingest_lines_total",
    help: "Lines, JSON records and nested hosts, by what became of them.",
    labelNames: ["result"],
    registers,
    collect() {
      this.reset();
      for (const [result, count] of Object.entries(counts.lines)) this.inc({ result }, count);
    },
  });
  const counter = (name: string, help: string, read: () => number): void => {
    const collect = function (this: Counter): void {
      this.reset();
      this.inc(read());
    };
    new Counter({ name, help, registers, collect });
  };
  counter(
    "router_ingest_auth_failures_total",
    "Writes and queries of metrics without valid credentials.",
    () => counts.authFailures,
  );
  counter(
    "router_ingest_refused_hosts_total",
    "Hosts with good samples that the selection input did not take.",
    () => counts.refusedHosts,
  );
  new Gauge({
    name: "router_ingest_hosts",
    help: "Hosts whose samples are kept, silent ones included.",
    registers,
    collect() {
      this.set(receiver.store.hosts().length);
    },
  });
}
