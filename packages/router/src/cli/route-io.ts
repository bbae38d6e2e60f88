import type { Clock } from "@signalbox/clock";
import type { ServiceIo } from "@signalbox/config";

/** The process as `signalbox route` sees it: arguments behind `route`, environment, where to write. */
export type RouteIo = Pick<ServiceIo, "argv" | "env" | "stdout" | "stderr">;

/** What is not the same twice; a test hands over its own. */
export interface RouteParts {
  readonly clock: Clock;
  /** 0 <= x < 1; a seed where none was given. */
  readonly random: () => number;
}

/** What each subcommand is: what stands behind its name goes in, the exit code comes out. */
export type Subcommand = (
  argv: readonly string[],
  io: RouteIo,
  parts: RouteParts,
) => Promise<number>;
