import type { Clock } from "@signalbox/clock";
import type { ServiceIo } from "@signalbox/config";

/** The process as a tool sees it: arguments behind its name, where to write, files, what ends it. */
export type ToolIo = Pick<
  ServiceIo,
  "argv" | "env" | "stdout" | "stderr" | "readFile" | "onSignal" | "after"
>;

/** What is not the same twice; a test hands over its own. */
export interface ToolParts {
  readonly clock: Clock;
  /** 0 <= x < 1 */
  readonly random: () => number;
}

/** A tool: what stands behind its name is in `io.argv`, the exit code comes out. */
export type Tool = (io: ToolIo, parts: ToolParts) => Promise<number>;

const LONG_MS = 2 ** 31 - 1;

/** Keeps the process alive while `work` waits: neither idle connections nor the timers of a Clock do. */
export async function whileAlive<T>(
  { after }: Pick<ToolIo, "after">,
  work: Promise<T>,
): Promise<T> {
  const cancel = after(LONG_MS, () => undefined);
  try {
    return await work;
  } finally {
    cancel();
  }
}
