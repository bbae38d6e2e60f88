import type { AskedState } from "./asked-state.js";
import type { RescanState } from "./rescan-state.js";
import type { TrackedObject } from "./tracked-object.js";
import type { WindowSize } from "./window-size.js";

/** What the collector keeps of one store between polls: about 24 bytes a series, and the ids. */
export interface StoreMemory {
  /** By type and id; see `trackedKey`. */
  objects: ReadonlyMap<string, TrackedObject>;
  /** Where the store answers data queries, as its root says. */
  measRef: string | undefined;
  readonly rescans: RescanState;
  readonly asked: AskedState;
  readonly window: WindowSize;
}

export const trackedKey = (objectType: string, id: string): string => `${objectType}\n${id}`;
