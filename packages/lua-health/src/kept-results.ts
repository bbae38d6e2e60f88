import type { InputReader } from "./input-reader.js";

/** A result with what it depends on. */
export interface KeptResult {
  readonly weight: number;
  readonly untilMs: number;
  /** Top-level keys that were read, with their versions; empty when all were (`allVersion` decides). */
  readonly keys: readonly string[];
  readonly versions: readonly number[];
  readonly isReadingAll: boolean;
  /** The version of everything at which the result was last known to be right. */
  allVersion: number;
}

export interface WhatWasRead {
  readonly weight: number;
  readonly keys: readonly string[];
  readonly isReadingAll: boolean;
  readonly untilMs: number;
}

/** Results of pairs of gate and host, each right while what it read is unchanged and not past its time. Bounded. */
export class KeptResults {
  readonly #input: InputReader;
  readonly #maxKept: number;
  /** By gate, then by host + 1. */
  readonly #byGate: (KeptResult | undefined)[][] = [];
  #size = 0;

  constructor(input: InputReader, maxKept: number) {
    this.#input = input;
    this.#maxKept = maxKept;
  }

  get size(): number {
    return this.#size;
  }

  find(gate: number, host: number, nowMs: number): KeptResult | undefined {
    const kept = this.#byGate[gate]?.[host + 1];
    if (kept === undefined || nowMs >= kept.untilMs) return undefined;
    const allVersion = this.#input.version();
    if (kept.allVersion === allVersion) return kept;
    if (kept.isReadingAll || !this.#isUnchanged(kept)) return undefined;
    kept.allVersion = allVersion;
    return kept;
  }

  keep(gate: number, host: number, read: WhatWasRead): void {
    const row = (this.#byGate[gate] ??= []);
    if (row[host + 1] === undefined) {
      if (this.#size >= this.#maxKept) return;
      this.#size += 1;
    }
    const versions = read.keys.map((key) => this.#input.version(key));
    // Spelt out: a spread here is a quarter of the time of a condition whose metrics changed.
    row[host + 1] = {
      weight: read.weight,
      untilMs: read.untilMs,
      keys: read.keys,
      versions,
      isReadingAll: read.isReadingAll,
      allVersion: this.#input.version(),
    };
  }

  #isUnchanged({ keys, versions }: KeptResult): boolean {
    for (let at = 0; at < keys.length; at += 1)
      if (this.#input.version(keys[at]) !== versions[at]) return false;
    return true;
  }
}
