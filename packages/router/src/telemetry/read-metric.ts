import { Counter, Gauge, type Registry } from "prom-client";

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric that is kept elsewhere and read when it is asked for. */
export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly samples: () => Iterable<Sample>;
}

/** Most series of a metric with one for each host, node or key: a scrape must not take the time of requests. */
export const MAX_SERIES = 1_000;

export function readCounter(registry: Registry, { name, help, labels, samples }: ReadMetric): void {
  new Counter({
    name,
    help,
    labelNames: [...(labels ?? [])],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels: own, value } of samples()) this.inc(own, value);
    },
  });
}

export function readGauge(registry: Registry, { name, help, labels, samples }: ReadMetric): void {
  new Gauge({
    name,
    help,
    labelNames: [...(labels ?? [])],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels: own, value } of samples()) this.set(own, value);
    },
  });
}

/** The sample of a metric without labels. */
export const one =
  (value: () => number): (() => Sample[]) =>
  () => [{ labels: {}, value: value() }];
