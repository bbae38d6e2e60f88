import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

export interface RegistryOptions {
  /** `cache-manager`; a label of `signalbox_build_info`. */
  readonly service: string;
  readonly version: string;
  /**
   * Adds the metrics of the process itself: CPU, memory, open files, garbage collection, event loop delay. Their
   * observers live as long as the process, so only a program's main service asks for them.
   */
  readonly defaultMetrics: boolean;
}

/** A registry of its own; prom-client's global one is never touched. */
export function createRegistry(options: RegistryOptions): Registry {
  const registry = new Registry();
  const info = new Gauge({
    name: "signalbox_build_info",
    help: "Always 1; the labels say which service and version runs.",
    labelNames: ["service", "version", "node"],
    registers: [registry],
  });
  const { service, version } = options;
  info.set({ service, version, node: process.version }, 1);
  if (options.defaultMetrics) collectDefaultMetrics({ register: registry });
  return registry;
}

/** The text Prometheus reads, and its content type. */
export async function exposition(
  registry: Registry,
): Promise<{ readonly contentType: string; readonly body: string }> {
  return { contentType: registry.contentType, body: await registry.metrics() };
}
