import type { DataRequest } from "@signalbox/monitoring-model";
import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";
import { LeftOut } from "./left-out.js";
import { pointsText } from "./points-text.js";

/** Turns pieces into the text of a reply. */
export interface ReplyWriter {
  /** Text that this piece adds; may be empty. */
  write(piece: SeriesPoints): string;
  /** Text after the last piece. */
  end(): string;
}

export interface WriterOptions extends Pick<DataRequest, "withEmpty" | "withLeftOut"> {
  /** The fields before `tsdata`, without the closing brace. */
  readonly headOf: (series: SeriesKey) => string;
}

/**
 * The array of items that every client knows (datastore-polling, 3.4); with `withLeftOut` an object that holds the array as
 * `items` and, after it, `left_out`.
 */
export class ArrayWriter implements ReplyWriter {
  readonly #options: WriterOptions;
  readonly #leftOut: LeftOut | undefined;
  #open: SeriesKey | undefined;
  #text: string;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#leftOut = options.withLeftOut ? new LeftOut() : undefined;
    this.#text = options.withLeftOut ? '{"items":[' : "[";
  }

  write({ series, ts, values }: SeriesPoints): string {
    if (ts.length === 0) this.#leftOut?.add(series);
    if (ts.length === 0 && !this.#options.withEmpty) return "";
    const before = this.#open && isSame(this.#open, series) ? "," : this.#next(series);
    return before + pointsText(ts, values);
  }

  end(): string {
    const close = this.#open ? "]}]" : `${this.#start()}]`;
    return this.#leftOut ? `${close},"left_out":${this.#leftOut.text()}}` : close;
  }

  /** Ends the item before, if any, and begins this one. */
  #next(series: SeriesKey): string {
    const before = this.#open ? "]}," : this.#start();
    this.#open = series;
    return `${before}${this.#options.headOf(series)},"tsdata":[`;
  }

  #start(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/** One item on each line, complete in itself: a long series is several items one after the other. */
export class LineWriter implements ReplyWriter {
  readonly #options: WriterOptions;
  readonly #leftOut: LeftOut | undefined;
  #series: SeriesKey | undefined;
  #head = "";

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#leftOut = options.withLeftOut ? new LeftOut() : undefined;
  }

  write({ series, ts, values }: SeriesPoints): string {
    if (ts.length === 0) this.#leftOut?.add(series);
    if (ts.length === 0 && !this.#options.withEmpty) return "";
    if (!this.#series || !isSame(this.#series, series)) this.#head = this.#options.headOf(series);
    this.#series = series;
    return `${this.#head},"tsdata":[${pointsText(ts, values)}]}\n`;
  }

  end(): string {
    return this.#leftOut ? `{"left_out":${this.#leftOut.text()}}\n` : "";
  }
}

function isSame(one: SeriesKey, other: SeriesKey): boolean {
  return (
    one.objectId === other.objectId &&
    one.event === other.event &&
    one.objectType === other.objectType
  );
}
