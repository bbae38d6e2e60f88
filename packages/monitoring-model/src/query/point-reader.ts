import { isRecord } from "./item-head.js";
import type { ReplyProblems } from "./reply-problems.js";

export interface PointPlace {
  readonly columns: { readonly ts: number[]; readonly values: number[] };
  /** Of the item. */
  readonly path: string;
  /** Index in its `tsdata`. */
  readonly at: number;
}

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

  /** Adds the point to the columns, or a problem to the list. */
  read(point: unknown, place: PointPlace): void {
    if (!isRecord(point)) {
      this.#lose(place, "", "is not an object");
      return;
    }
    const ts = timeOf(point.ts);
    const value = valueOf(point.v);
    if (ts === undefined) this.#lose(place, ".ts", "is not a whole number of microseconds");
    else if (value === undefined) this.#lose(place, ".v", "is not a finite number");
    else {
      place.columns.ts.push(ts);
      place.columns.values.push(value);
      if (typeof point.ts !== "number") this.#note(place, ".ts", "is a number in quotes");
      if (typeof point.v !== "number") this.#note(place, ".v", `is a ${typeof point.v}`);
    }
  }

  #lose(place: PointPlace, field: string, problem: string): void {
    this.#lostPoints += 1;
    this.#note(place, field, problem);
  }

  #note({ path, at }: PointPlace, field: string, problem: string): void {
    if (this.problems.hasRoom) this.problems.add(`${path}.tsdata[${at}]${field}`, problem);
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
