import type { Writable } from "node:stream";
import { Presets, SingleBar } from "cli-progress";

/** How far a pass over all stores is. */
export interface Progress {
  begin(stores: number): void;
  /** A store is done with. */
  step(): void;
  /** Clears what was drawn; a second call does nothing. */
  end(): void;
}

const nothing: Progress = { begin: () => undefined, step: () => undefined, end: () => undefined };

/** A bar on a terminal, nothing elsewhere. */
export function createProgress(stderr: Writable, isQuiet: boolean): Progress {
  if (isQuiet || !("isTTY" in stderr) || stderr.isTTY !== true) return nothing;
  const format = "{bar} {value}/{total} stores, {duration_formatted}";
  const bar = new SingleBar(
    { format, stream: stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  let isDrawn = false;
  return {
    begin: (stores) => {
      bar.start(stores, 0);
      isDrawn = true;
    },
    step: () => bar.increment(),
    end: () => {
      if (isDrawn) bar.stop();
      isDrawn = false;
    },
  };
}
