import {
  readTelegrafJson,
  readTelegrafJsonText,
  type JsonReading,
} from "@signalbox/telegraf-ingest";
import { applySamples, type BodyReading, type ReadingOptions } from "./ingest-target.js";
import { JsonPieces } from "./json-pieces.js";

/** A JSON body in any of Telegraf's shapes. A small one is parsed whole, a large one piece by piece. */
export class JsonBody implements BodyReading {
  readonly #options: ReadingOptions;
  readonly #pieces: JsonPieces | undefined;
  #isUnreadable = false;

  constructor(options: ReadingOptions) {
    const { body, target } = options;
    const { sliceBytes, maxRecordBytes } = target;
    this.#options = options;
    if (body.length > sliceBytes) {
      this.#pieces = new JsonPieces(body, { pieceBytes: sliceBytes, maxRecordBytes });
    }
  }

  get isUnreadable(): boolean {
    return this.#isUnreadable;
  }

  step(): boolean {
    return this.#pieces ? this.#stepPieces(this.#pieces) : this.#readWhole();
  }

  #readWhole(): false {
    const { body, arrival } = this.#options;
    const reading = readTelegrafJsonText(body.toString("utf8"), { arrival });
    this.#isUnreadable = !reading.isJson;
    if (reading.isJson) this.#apply([reading]);
    return false;
  }

  /** Small roots come one by one: a slice takes as many as fill it. */
  #stepPieces(pieces: JsonPieces): boolean {
    const { target, tally } = this.#options;
    const readings: JsonReading[] = [];
    let isMore = true;
    for (let chars = 0; isMore && chars < target.sliceBytes;) {
      const piece = pieces.next();
      if (piece.kind === "text") {
        chars += piece.text.length;
        isMore = this.#read(piece.text, readings);
      } else if (piece.kind === "too_long") tally.addTooLongRecord(target.maxRecordBytes);
      else if (piece.kind === "scanning") break;
      else isMore = this.#end(piece.kind);
    }
    this.#apply(readings);
    return isMore;
  }

  #end(kind: "end" | "broken"): false {
    if (kind === "broken") this.#isUnreadable = true;
    return false;
  }

  /** @returns false when it is no JSON: what comes behind it is not looked at. */
  #read(text: string, readings: JsonReading[]): boolean {
    const value = parse(text);
    if (value === undefined) return this.#end("broken");
    readings.push(readTelegrafJson(value, { arrival: this.#options.arrival }));
    return true;
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
