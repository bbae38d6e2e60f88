import type { Clock } from "@signalbox/clock";
import type { RoutingRequest } from "../request/routing-request.js";
import type { PopularityView } from "../decide/decide.js";
import { contentName } from "./content-name.js";
import { checkPopularitySettings, type PopularitySettings } from "./popularity-settings.js";
import { ScoreHeap } from "./score-heap.js";
import { ScoreTable } from "./score-table.js";
import { TopLists } from "./top-lists.js";

const HOUR_MS = 3_600_000;
/** Above this what a request adds is brought back to about 1, long before a double overflows. */
const LARGEST_UNIT = 2 ** 300;
/** In place of an epoch: nothing was gained yet. */
const NEVER = -1;
/** A pause may be longer than a double can tell. */
const LARGEST_GROWTH = 2 ** 600;
/** What has decayed further, and is as good as forgotten, stays here, so that scaling never meets the end of a double's range. */
const LEAST_SCORE = 2 ** -900;

/**
 * Ranks contents by how often they are asked for. A decay takes the same part of every score, so the order stays: instead
 * of touching all scores the next requests add more (`unit`). A request costs O(log n), a question about a cutoff O(1).
 *
 * `score_based`: a request adds 1 + factor * (what the content gained since the last decay / requests since then), and
 * every so many requests scores lose a fraction. `time_based`: a request adds 1, and scores lose their part at the end of
 * every interval, so that a request counts 1/e after an hour. Source: reference cdn-router 3.7; the formulas are ours.
 */
export class ContentPopularity implements PopularityView {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #settings: PopularitySettings;
  readonly #slots = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #free: number[] = [];
  /** Gained since the last decay, valid while `epochs` says so. */
  readonly #gains: number[] = [];
  readonly #epochs: number[] = [];
  readonly #scores = new ScoreTable();
  readonly #all = new ScoreHeap(this.#scores);
  readonly #tops = new TopLists(this.#scores, this.#all);
  #unit = 1;
  #epoch = 0;
  #stamp = 0;
  #requestsSinceDecay = 0;
  #intervalStartMs: number;

  /** @throws AppError `invalid_argument` for a setting out of range. */
  constructor(options: {
    readonly clock: Pick<Clock, "monotonicMs">;
    readonly settings: PopularitySettings;
  }) {
    checkPopularitySettings(options.settings);
    this.#clock = options.clock;
    this.#settings = options.settings;
    this.#intervalStartMs = options.clock.monotonicMs();
  }

  /** Contents in the list. */
  get size(): number {
    return this.#all.size;
  }

  /** Goes on with other settings; what was tracked stays. @throws AppError `invalid_argument`. */
  configure(settings: PopularitySettings): void {
    checkPopularitySettings(settings);
    this.#settings = settings;
    this.#intervalStartMs = this.#clock.monotonicMs();
    while (this.size > settings.maxContents) this.#dropLast();
  }

  /** Counts a request, when it is to be tracked. */
  record(request: Pick<RoutingRequest, "contentKey" | "isInGroup">): void {
    const { isEnabled, sessionGroupNames: groups } = this.#settings;
    if (!isEnabled) return;
    if (groups.length > 0 && !groups.some((group) => request.isInGroup(group))) return;
    this.#passTime();
    this.#requestsSinceDecay++;
    const name = contentName(request.contentKey);
    const slot = this.#slots.get(name) ?? this.#newSlot(name);
    this.#raise(slot);
    if (this.#settings.algorithm !== "score_based") return;
    if (this.#requestsSinceDecay < this.#settings.requestsBetweenDecay) return;
    this.#decay(1 / (1 - this.#settings.decayFraction));
  }

  /** False for a content that is not in the list. Rank 1 is the most popular. */
  isWithin(contentKey: string, cutoff: number): boolean {
    const slot = this.#slots.get(contentName(contentKey));
    return slot !== undefined && this.#tops.isWithin(slot, cutoff);
  }

  /** For explanations: looks at the whole list. */
  rank(contentKey: string): number | undefined {
    const slot = this.#slots.get(contentName(contentKey));
    if (slot === undefined) return undefined;
    return 1 + this.#all.slots.filter((other) => this.#scores.isBefore(other, slot)).length;
  }

  /** For people: sorts the list. Scores are as after all decays; long names are shown as their hash. */
  top(limit: number): { readonly name: string; readonly score: number }[] {
    this.#passTime();
    const sorted = [...this.#all.slots].sort((a, b) => (this.#scores.isBefore(a, b) ? -1 : 1));
    return sorted.slice(0, limit).map((slot) => ({
      name: this.#names[slot] ?? "",
      score: this.#scores.scoreOf(slot) / this.#unit,
    }));
  }

  #raise(slot: number): void {
    const { algorithm, predictionFactor } = this.#settings;
    const gained = this.#epochs[slot] === this.#epoch ? (this.#gains[slot] ?? 0) : 0;
    const bonus =
      algorithm === "score_based" ? (predictionFactor * gained) / this.#requestsSinceDecay : 0;
    this.#gains[slot] = gained + 1 + bonus;
    this.#epochs[slot] = this.#epoch;
    const score = this.#scores.scoreOf(slot) + (1 + bonus) * this.#unit;
    this.#scores.set(slot, score, ++this.#stamp);
    this.#all.grown(slot);
    this.#tops.grown(slot);
  }

  /** A slot with a score of 0; when the list is full the least popular content makes room. */
  #newSlot(name: string): number {
    if (this.size >= this.#settings.maxContents) this.#dropLast();
    const slot = this.#free.pop() ?? this.#names.length;
    // A copy: a text cut from a request would keep the whole request in memory.
    const kept = Buffer.from(name, "utf16le").toString("utf16le");
    this.#slots.set(kept, slot);
    this.#names[slot] = kept;
    this.#epochs[slot] = NEVER;
    this.#scores.set(slot, 0, ++this.#stamp);
    this.#all.add(slot);
    return slot;
  }

  #dropLast(): void {
    const slot = this.#all.last;
    this.#tops.leaving(slot);
    this.#all.removeLast();
    this.#slots.delete(this.#names[slot] ?? "");
    this.#names[slot] = "";
    this.#free.push(slot);
  }

  #passTime(): void {
    if (this.#settings.algorithm !== "time_based") return;
    const { intervalsPerHour } = this.#settings;
    const intervalMs = HOUR_MS / intervalsPerHour;
    const passed = Math.floor((this.#clock.monotonicMs() - this.#intervalStartMs) / intervalMs);
    if (passed < 1) return;
    this.#intervalStartMs += passed * intervalMs;
    this.#decay(Math.exp(passed / intervalsPerHour));
  }

  #decay(growth: number): void {
    this.#epoch++;
    this.#requestsSinceDecay = 0;
    this.#unit *= Math.min(growth, LARGEST_GROWTH);
    if (this.#unit < LARGEST_UNIT) return;
    // A power of two changes no order by rounding; where scores meet at the least one, stamps decide.
    const factor = 2 ** -Math.floor(Math.log2(this.#unit));
    this.#scores.rescale(factor, LEAST_SCORE);
    this.#unit *= factor;
    this.#all.restore();
    this.#tops.clear();
  }
}
