import type { Readable } from "node:stream";
import type { Clock } from "@signalbox/clock";
import type { ServiceIo } from "@signalbox/config";

/** The process as `signalbox store` sees it. */
export type StoreIo = Pick<ServiceIo, "argv" | "stdout" | "stderr" | "after">;

/** What is not the same twice; a test hands over its own. */
export interface StoreParts {
  readonly clock: Clock;
  /** Opened when it is read. */
  readonly stdin: () => Readable;
}

/** What each command is: what stands behind its name goes in, the exit code comes out. */
export type StoreCommand = (
  argv: readonly string[],
  io: StoreIo,
  parts: StoreParts,
) => Promise<number>;
