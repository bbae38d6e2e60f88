import {
  LineParser,
  type LineReport,
  type Point,
  type Precision,
} from "@signalbox/telegraf-ingest";
import { applySamples, type BodyReading, type ReadingOptions } from "./ingest-target.js";

/** A body of line protocol. */
export class LineBody implements BodyReading {
  readonly #options: ReadingOptions;
  readonly #parser: LineParser;
  /** Where points go; each slice has a batch of its own. */
  #add: (point: Point) => void = () => undefined;
  #at = 0;
  #report: LineReport | undefined;

  constructor(options: ReadingOptions, precision: Precision) {
    const { arrival, target } = options;
    const onPoint = (point: Point): void => this.#add(point);
    this.#options = options;
    this.#parser = new LineParser({ onPoint, arrival, precision, cache: target.cache });
  }

  /** What became of all lines; complete at the end. */
  get report(): LineReport {
    return this.#report ?? { points: 0, bad: 0, errors: [] };
  }

  get isUnreadable(): boolean {
    return this.report.points === 0;
  }

  step(): boolean {
    const { body, target } = this.#options;
    const end = Math.min(body.length, this.#at + target.limits.sliceBytes);
    applySamples(this.#options, (batch) => {
      this.#add = (point) => void batch.add(point);
      this.#parser.push(body.subarray(this.#at, end));
      if (end === body.length) this.#end();
    });
    this.#at = end;
    return this.#report === undefined;
  }

  #end(): void {
    this.#report = this.#parser.end();
    this.#options.tally.addUnreadLines(this.#report);
  }
}
