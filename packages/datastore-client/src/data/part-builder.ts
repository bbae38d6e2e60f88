import type { Steps } from "@signalbox/clock";
import type { DataItems, DataProblem, DataQuery, DataSeries } from "@signalbox/monitoring-model";
import type { DataPoints } from "./data-part.js";

const POINTS_PER_STEP = 20_000;

/** Gathers the items of one reply, as far as they were asked for (reliability, D10). */
export class PartBuilder {
  readonly #items: DataSeries[] = [];
  readonly #problems: DataProblem[] = [];
  readonly #events: ReadonlySet<string>;
  readonly #ids: ReadonlySet<string> | undefined;
  #problemCount = 0;
  #lostPoints = 0;
  #lostItems = 0;

  constructor(
    readonly query: DataQuery,
    readonly maxProblems: number,
  ) {
    this.#events = new Set(query.events);
    this.#ids = query.ids === "*" ? undefined : new Set(query.ids);
  }

  /** Takes what was read of member `index` of the reply. */
  *add(index: number, read: DataItems): Steps<void> {
    this.#lostPoints += read.lostPoints;
    this.#lostItems += read.lostItems;
    // Each member is read alone, so its paths begin with [0].
    for (const { path, problem } of read.problems)
      this.#tell(path.replace(/^\[0\]/, `[${index}]`), problem);
    this.#problemCount += read.problemCount - read.problems.length;
    for (const item of read.items) yield* this.#take(index, item);
  }

  /** Member `index` cannot be used at all. */
  lose(index: number, reason: string): void {
    this.#lostItems += 1;
    this.#tell(`[${index}]`, reason);
  }

  finish(): DataPoints {
    return {
      kind: "points",
      query: this.query,
      items: this.#items,
      lostPoints: this.#lostPoints,
      lostItems: this.#lostItems,
      problems: this.#problems,
      problemCount: this.#problemCount,
    };
  }

  *#take(index: number, item: DataSeries): Steps<void> {
    const isAsked = this.#events.has(item.event) && (this.#ids?.has(item.objectId) ?? true);
    if (!isAsked) {
      this.#lostPoints += item.ts.length;
      this.lose(index, "is about a series that was not asked for");
      return;
    }
    const outside = yield* this.#countOutside(item);
    if (outside === 0) this.#items.push(item);
    else {
      this.#lostPoints += outside;
      this.#tell(`[${index}].tsdata`, `has ${outside} points outside of the times asked for`);
      this.#items.push(yield* this.#inside(item));
    }
  }

  *#countOutside({ ts }: DataSeries): Steps<number> {
    const { fromUs, toUs } = this.query;
    let outside = 0;
    for (let at = 0; at < ts.length; at += 1) {
      const time = ts[at] ?? 0;
      if (time < fromUs || time > toUs) outside += 1;
      if (at % POINTS_PER_STEP === POINTS_PER_STEP - 1) yield;
    }
    return outside;
  }

  *#inside(item: DataSeries): Steps<DataSeries> {
    const { fromUs, toUs } = this.query;
    const ts: number[] = [];
    const values: number[] = [];
    for (const [at, time] of item.ts.entries()) {
      if (time >= fromUs && time <= toUs) {
        ts.push(time);
        values.push(item.values[at] ?? 0);
      }
      if (at % POINTS_PER_STEP === POINTS_PER_STEP - 1) yield;
    }
    return { ...item, ts, values };
  }

  #tell(path: string, problem: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < this.maxProblems) this.#problems.push({ path, problem });
  }
}
