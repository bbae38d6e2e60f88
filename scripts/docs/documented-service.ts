import type { describeConfig } from "@signalbox/config";
import type { createRegistry } from "@signalbox/telemetry";

/** What the reference pages need to know of a service. */
export interface DocumentedService {
  /** As typed by the user: `cache-manager`. */
  readonly name: string;
  readonly schema: Parameters<typeof describeConfig>[0];
  /** Puts every metric of the service into the registry, without starting anything. */
  readonly registerMetrics: (registry: ReturnType<typeof createRegistry>) => void;
}
