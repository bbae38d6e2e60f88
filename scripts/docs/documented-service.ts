import type { describeConfig } from "@signalbox/config";
import type { createRegistry } from "@signalbox/telemetry";

export type Registry = ReturnType<typeof createRegistry>;

/** What the reference pages need to know of a service. */
export interface DocumentedService {
  /** As typed by the user: `cache-manager`. */
  readonly name: string;
  readonly schema: Parameters<typeof describeConfig>[0];
  /** Starts the service with this registry and its defaults, on ports of the system's choice; then closes it. */
  readonly startAndStop: (registry: Registry) => Promise<void>;
}
