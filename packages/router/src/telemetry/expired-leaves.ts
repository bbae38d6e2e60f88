import type { InputKind } from "@signalbox/selection-input";
import { MAX_SERIES } from "./read-metric.js";

/** Key of those for which there is no room. */
const OTHERS = "";

/** How many values of the selection input expired since the start. */
export class ExpiredLeaves {
  /** All timestamped ones. */
  timestamped = 0;
  readonly #byKey = new Map<string, number>();

  /** By top-level key, for the keys that were first; the rest together under an empty name. */
  get byKey(): ReadonlyMap<string, number> {
    return this.#byKey;
  }

  readonly note = (kind: InputKind, key: string, leaves: number): void => {
    if (kind === "timestamped") this.timestamped += leaves;
    const isKnown = this.#byKey.has(key) || this.#byKey.size < MAX_SERIES;
    const counted = isKnown ? key : OTHERS;
    this.#byKey.set(counted, (this.#byKey.get(counted) ?? 0) + leaves);
  };
}
