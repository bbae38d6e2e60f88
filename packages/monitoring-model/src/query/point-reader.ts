import { isRecord } from "./item-head.js";
import type { ReplyProblems } from "./reply-problems.js";

export interface PointPlace {
  readonly columns: { readonly ts: number[]; readonly values: number[] };
  /** Of the item. */
  readonly path: string;
}

interface PointProblem {
  readonly field: string;
  readonly text: string;
}

const NO_OBJECT: PointProblem = { field: "", text: "is not an object" };
const TS_PROBLEM: PointProblem = { field: ".ts", text: "is not a whole number of microseconds" };
const V_PROBLEM: PointProblem = { field: ".v", text: "is not a finite number" };
const TS_QUOTED: PointProblem = { field: ".ts", text: "is a number in quotes" };
const V_CONVERTED: PointProblem = { field: ".v", text: "is a truth value or a number in quotes" };

/** Reads the points of all items of one reply, and counts those it cannot. */
export class PointReader {
  #lostPoints = 0;

  constructor(readonly problems: ReplyProblems) {}

  get lostPoints(): number {
    return this.#lostPoints;
  }

  /** The entries of `tsdata`; none when it is missing, which the schema allows. */
  listOf(item: unknown, path: string): readonly unknown[] {
    const tsdata = isRecord(item) ? item.tsdata : undefined;
    // A list of what is checked one by one.
    if (Array.isArray(tsdata)) return tsdata as readonly unknown[];
    if (tsdata !== undefined) this.problems.add(`${path}.tsdata`, "is not a list");
    return [];
  }

  /** Counts points that nobody will read. */
  lose(count: number): void {
    this.#lostPoints += count;
  }

  /** Adds the point at index `at` of `tsdata` to the columns, or a problem to the list. */
  read(point: unknown, place: PointPlace, at: number): void {
    if (!isRecord(point)) {
      this.#refuse(NO_OBJECT, place, at);
      return;
    }
    const ts = timeOf(point.ts);
    const value = valueOf(point.v);
    if (ts === undefined) this.#refuse(TS_PROBLEM, place, at);
    else if (value === undefined) this.#refuse(V_PROBLEM, place, at);
    else {
      place.columns.ts.push(ts);
      place.columns.values.push(value);
      if (typeof point.ts !== "number") this.#note(TS_QUOTED, place, at);
      if (typeof point.v !== "number") this.#note(V_CONVERTED, place, at);
    }
  }

  #refuse(problem: PointProblem, place: PointPlace, at: number): void {
    this.#lostPoints += 1;
    this.#note(problem, place, at);
  }

  #note({ field, text }: PointProblem, { path }: PointPlace, at: number): void {
    if (this.problems.hasRoom) this.problems.add(`${path}.tsdata[${at}]${field}`, text);
    else this.problems.addUnseen();
  }
}

const INTEGER_TEXT = /^-?[0-9]{1,16}$/;
const NUMBER_TEXT = /^-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?$/;

function timeOf(value: unknown): number | undefined {
  const ts = typeof value === "string" && INTEGER_TEXT.test(value) ? Number(value) : value;
  return typeof ts === "number" && Number.isSafeInteger(ts) ? ts : undefined;
}

function valueOf(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  const v = typeof value === "string" && NUMBER_TEXT.test(value) ? Number(value) : value;
  return typeof v === "number" && Number.isFinite(v) ? v : undefined;
}
