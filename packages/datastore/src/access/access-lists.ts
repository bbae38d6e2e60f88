import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { Whitelist } from "@signalbox/monitoring-model";
import type { Logger } from "@signalbox/telemetry";
import * as events from "../log-events.js";
import { AccessList } from "./access-list.js";

export const LIST_SOURCES = ["file", "url"] as const;
export type ListSource = (typeof LIST_SOURCES)[number];

/** What became of looking at a source. */
export type ListOutcome = "changed" | "unchanged" | "refused";

interface GoodList {
  readonly whitelist: Whitelist;
  /** Monotonic time at which it was last found good. */
  goodAtMs: number;
}

/**
 * The lists in force, and the one that they make together. A source that has given a list keeps it until it gives a better one: what
 * cannot be read, and what lists nobody, is refused (datastore-polling, 9.28).
 */
export class AccessLists {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #onOutcome: (source: ListSource, outcome: ListOutcome) => void;
  readonly #good = new Map<ListSource, GoodList>();
  #writers: readonly string[];
  #current: AccessList;

  constructor(options: {
    readonly clock: Clock;
    readonly log: Logger;
    readonly writers: readonly string[];
    readonly onOutcome?: (source: ListSource, outcome: ListOutcome) => void;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#writers = options.writers;
    this.#onOutcome = options.onOutcome ?? (() => undefined);
    this.#current = this.#together();
  }

  get current(): AccessList {
    return this.#current;
  }

  /** Milliseconds since the list of this source was last found good; undefined without a list. */
  ageMs(source: ListSource): number | undefined {
    const good = this.#good.get(source);
    return good && this.#clock.monotonicMs() - good.goodAtMs;
  }

  /** URNs in the list of this source. */
  sizeOf(source: ListSource): number {
    return this.#good.get(source)?.whitelist.entries.length ?? 0;
  }

  set writers(writers: readonly string[]) {
    this.#writers = writers;
    this.#current = this.#together();
  }

  /**
   * Puts a list in force. The first one of a source may be empty: then it admits nobody.
   *
   * @param ageMs how long ago it was found good; default 0
   * @throws AppError `invalid_argument` when it is empty and there is a better one
   */
  accept(source: ListSource, whitelist: Whitelist, ageMs = 0): void {
    if (whitelist.entries.length === 0 && this.sizeOf(source) > 0) {
      throw new AppError("invalid_argument", "the list is empty; the last good one stays in force");
    }
    this.#good.set(source, { whitelist, goodAtMs: this.#clock.monotonicMs() - ageMs });
    this.#current = this.#together();
    this.#onOutcome(source, "changed");
    this.#log.log(events.listInForce(source, whitelist.entries.length));
  }

  /** The source was asked and says the same as before. */
  confirm(source: ListSource): void {
    const good = this.#good.get(source);
    if (good) good.goodAtMs = this.#clock.monotonicMs();
    this.#onOutcome(source, "unchanged");
  }

  /** The source could not be read, or what it says cannot be used. */
  refuse(source: ListSource, reason: unknown): void {
    this.#onOutcome(source, "refused");
    const { message } = AppError.from(reason);
    this.#log.log(events.listRefused(source, message, this.ageMs(source)));
  }

  #together(): AccessList {
    return new AccessList({
      whitelists: [...this.#good.values()].map(({ whitelist }) => whitelist),
      writers: this.#writers,
    });
  }
}
