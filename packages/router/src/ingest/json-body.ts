import {
  readTelegrafJson,
  readTelegrafJsonText,
  type JsonOptions,
  type JsonReading,
} from "@signalbox/telegraf-ingest";
import { applySamples, type BodyReading, type ReadingOptions } from "./ingest-target.js";
import { JsonPieces, type JsonPiece } from "./json-pieces.js";
import { withoutLineComments } from "./line-comments.js";

/** A JSON body in any of Telegraf's shapes. A small one is parsed whole, a large one piece by piece. */
export class JsonBody implements BodyReading {
  readonly #options: ReadingOptions;
  readonly #pieces: JsonPieces | undefined;
  #isUnreadable = false;
  #roots = 0;

  constructor(options: ReadingOptions) {
    const { body, target } = options;
    const { sliceBytes: pieceBytes, maxBytesAtOnce, ...limits } = target.limits;
    this.#options = options;
    if (body.length > maxBytesAtOnce) {
      this.#pieces = new JsonPieces(body, { pieceBytes, ...limits });
    }
  }

  get isUnreadable(): boolean {
    return this.#isUnreadable;
  }

  step(): boolean {
    return this.#pieces ? this.#stepPieces(this.#pieces) : this.#readWhole();
  }

  #readWhole(): false {
    const options = this.#jsonOptions();
    const text = this.#options.body.toString("utf8");
    const strict = readTelegrafJsonText(text, options);
    const bare = strict.isJson ? undefined : withoutLineComments(text);
    const reading = bare === undefined ? strict : readTelegrafJsonText(bare, options);
    this.#isUnreadable = !reading.isJson;
    if (reading.isJson) this.#apply([reading]);
    return false;
  }

  /** Small roots come one by one: a slice takes as many as fill it. */
  #stepPieces(pieces: JsonPieces): boolean {
    const readings: JsonReading[] = [];
    let isMore = true;
    let chars = 0;
    while (isMore && chars < this.#options.target.limits.sliceBytes) {
      const piece = pieces.next();
      if (piece.kind === "scanning") break;
      isMore = this.#takePiece(piece, readings);
      if (piece.kind === "text") chars += piece.text.length;
    }
    this.#apply(readings);
    return isMore;
  }

  /** @returns false when nothing behind it is to be read. */
  #takePiece(piece: JsonPiece, readings: JsonReading[]): boolean {
    if (piece.kind === "text") return this.#read(piece.text, readings);
    if (piece.kind === "broken") this.#isUnreadable = true;
    else if (piece.kind === "too_long") this.#loseRecord(piece.text);
    return piece.kind === "too_long";
  }

  #read(text: string, readings: JsonReading[]): boolean {
    const { target, tally } = this.#options;
    const { maxRoots } = target.limits;
    if (++this.#roots > maxRoots) {
      tally.addLostRecord(`more than ${maxRoots} values one after the other`);
      return false;
    }
    const value = parse(text);
    this.#isUnreadable = value === undefined;
    if (value !== undefined) readings.push(readTelegrafJson(value, this.#jsonOptions()));
    return value !== undefined;
  }

  #jsonOptions(): JsonOptions {
    const { arrival, target } = this.#options;
    return { arrival, cache: target.seriesCache };
  }

  #loseRecord(text: string): void {
    this.#options.tally.addLostRecord(`a record ${text}`);
  }

  #apply(readings: readonly JsonReading[]): void {
    const { target, tally } = this.#options;
    applySamples(this.#options, (batch) => {
      for (const reading of readings) for (const point of reading.points) batch.add(point);
    });
    for (const reading of readings) {
      tally.addUnreadRecords(reading);
      for (const hosts of reading.nested) tally.addNested(target.input.timestamped.put(hosts));
    }
  }
}

/** @returns undefined for what is no JSON, which has no such value. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
