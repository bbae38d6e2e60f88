import type { Steps } from "@signalbox/clock";
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  type JsonBytes,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from "../json/json-bytes.js";
import type { PointBatch } from "./point-batch.js";
import type { RejectionCode } from "./points-report.js";
import { Faults } from "./faults.js";
import { timeProblem } from "./time-rule.js";

/** Points between two turns: well below a millisecond. */
const POINTS_PER_STEP = 2048;
/** Of what stands in the place of a number, or beside the two of a point. */
const SMALL = { maxBytes: 4096, maxDepth: 8 } as const;
const MAX_KEY_BYTES = 256;
const NUMBER_TEXT = /^-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?$/;
const LOWER_T = 116;
const LOWER_F = 102;

/** Reads the points of one item, `[[ts, v], ...]` or `[{"ts": ts, "v": v}, ...]`, into two columns. */
export class JsonColumns {
  readonly ts: number[] = [];
  readonly values: number[] = [];
  /** Absent: there are none. */
  faults: Faults | undefined;
  readonly #json: JsonBytes;
  readonly #batch: PointBatch;
  #ts = NaN;
  #value = NaN;
  #isExact = true;

  constructor(json: JsonBytes, batch: PointBatch) {
    this.#json = json;
    this.#batch = batch;
  }

  /** @throws AppError `invalid_argument`, `item_too_large` */
  *read(): Steps<void> {
    const json = this.#json;
    json.expect(OPEN_LIST);
    if (json.take(CLOSE_LIST)) return;
    let sinceStep = 0;
    do {
      this.#batch.count();
      this.#readPoint();
      if (++sinceStep === POINTS_PER_STEP) {
        sinceStep = 0;
        yield;
      }
    } while (json.take(COMMA));
    json.expect(CLOSE_LIST);
  }

  #readPoint(): void {
    const json = this.#json;
    const first = json.peek();
    this.#ts = NaN;
    this.#value = NaN;
    this.#isExact = true;
    if (first === OPEN_LIST) this.#readPair();
    else if (first === OPEN_OBJECT) this.#readObject();
    else json.skipValue(SMALL);
    this.#keep();
  }

  #readPair(): void {
    const json = this.#json;
    json.at++;
    this.#ts = this.#readNumber();
    json.expect(COMMA);
    this.#isExact = true;
    this.#value = this.#readNumber();
    json.expect(CLOSE_LIST);
  }

  #readObject(): void {
    const json = this.#json;
    json.at++;
    if (json.take(CLOSE_OBJECT)) return;
    let isExact = true;
    do {
      const key = json.string(MAX_KEY_BYTES);
      json.expect(COLON);
      if (key === "ts") this.#ts = this.#readNumber();
      else if (key === "v") {
        this.#isExact = true;
        this.#value = this.#readNumber();
        isExact = this.#isExact;
      } else json.skipValue(SMALL);
    } while (json.take(COMMA));
    this.#isExact = isExact;
    json.expect(CLOSE_OBJECT);
  }

  /** NaN for what is no number, a truth value or a number in quotes, which old stores send. */
  #readNumber(): number {
    const json = this.#json;
    const first = json.peek();
    if (first === QUOTE) {
      const text = json.string(SMALL.maxBytes);
      return NUMBER_TEXT.test(text) ? Number(text) : NaN;
    }
    if (first === LOWER_T || first === LOWER_F) return Number(json.value(SMALL) === true);
    if (first !== 45 && (first < 48 || first > 57)) {
      json.skipValue(SMALL);
      return NaN;
    }
    const number = json.number();
    this.#isExact = number.isExact;
    return number.value;
  }

  #keep(): void {
    const tsUs = this.#ts;
    const value = this.#value;
    const { rule } = this.#batch;
    if (!Number.isSafeInteger(tsUs)) {
      this.#fault("bad_time", "ts is not a whole number of microseconds within 2^53");
    } else if (!this.#isExact) {
      this.#fault("bad_value", "v is an integer beyond 2^53, which cannot be kept exactly", tsUs);
    } else if (!Number.isFinite(value)) {
      this.#fault("bad_value", "v is not a finite number", tsUs);
    } else if (tsUs > rule.maxUs || tsUs < rule.minUs) {
      const { code, reason } = timeProblem(tsUs, rule);
      this.#fault(code, reason, tsUs);
    } else {
      this.ts.push(tsUs);
      this.values.push(value);
    }
  }

  #fault(code: RejectionCode, reason: string, ts?: number): void {
    this.faults ??= new Faults();
    this.faults.add(code, reason, ts);
  }
}
