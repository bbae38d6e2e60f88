import { runInTurns, type Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { errorReply, isInfoType } from "@signalbox/monitoring-model";
import type { InfoKey } from "@signalbox/timeseries-store";
import type { ApiAnswer } from "../../api/api-request.js";
import { jsonAnswer } from "../../read/http/answers.js";
import type { FullIngestLimits, IngestObserver, WritableStore } from "../ingest-options.js";
import { nameProblem } from "../names.js";
import type { InfoReport, ObjectProblem } from "./info-report.js";
import { InfoWriter } from "./info-writer.js";
import { ObjectReader, type ObjectTimes } from "./object-reader.js";
import { readObjects, type ObjectsRead } from "./read-objects.js";
import { readTouch } from "./read-touch.js";

const US_PER_MS = 1000;
const BAD_REQUEST = 400;

export interface InfoApiOptions {
  readonly store: WritableStore;
  readonly limits: FullIngestLimits;
  readonly clock: Clock;
  readonly observer: IngestObserver;
  /** Told of objects that are gone. */
  readonly onRemoved: (key: InfoKey) => void;
}

/** Writes of inventory. */
export class InfoWrites {
  readonly #options: InfoApiOptions;
  readonly #reader = new ObjectReader();
  readonly #writer: InfoWriter;

  constructor(options: InfoApiOptions) {
    this.#options = options;
    this.#writer = new InfoWriter(options.store.info);
  }

  /** `POST /ingest/info`: all objects of the body or none. @throws AppError */
  async put(body: Buffer, originUrl: string): Promise<ApiAnswer> {
    const { clock, limits } = this.#options;
    const steps = readObjects(body, { reader: this.#reader, times: this.#times(), limits });
    const read = await runInTurns(clock, steps);
    if (read.problemCount > 0) return refused(read, originUrl);
    const written = await this.#writer.put(read.objects);
    this.#report({ ...written, removed: 0 });
    return jsonAnswer(written);
  }

  /** `POST /ingest/info/touch`. @throws AppError */
  async touch(body: Buffer): Promise<ApiAnswer> {
    const { keys, tsUs } = readTouch(body, this.#times());
    const { touched, unchanged, missing } = await this.#writer.touch(keys, tsUs);
    this.#report({ inserted: 0, updated: touched, unchanged, removed: 0 });
    const { maxDescribed } = this.#options.limits;
    return jsonAnswer({
      touched,
      unchanged,
      missing_objects: missing.length,
      missing: missing.slice(0, maxDescribed).map(({ type, id }) => ({ type, id })),
    });
  }

  /** `DELETE /ingest/info/<type>/<id>`. Its points stay until they are too old (datastore-polling, 9.36). @throws AppError */
  async remove(type: string, id: string): Promise<ApiAnswer> {
    if (!isInfoType(type)) throw new AppError("not_found", "there is no such object type");
    const problem = nameProblem(id);
    if (problem !== undefined) throw new AppError("invalid_argument", `id ${problem}`);
    const key = { source: "", type, id };
    const removed = await this.#writer.remove([key]);
    this.#options.onRemoved(key);
    this.#report({ inserted: 0, updated: 0, unchanged: 0, removed });
    return jsonAnswer({ removed });
  }

  #times(): ObjectTimes {
    const { clock, limits } = this.#options;
    const nowMs = clock.wallMs();
    return {
      nowUs: Math.floor(nowMs * US_PER_MS),
      maxUs: Math.floor((nowMs + limits.maxFutureSkewMs) * US_PER_MS),
    };
  }

  #report(report: InfoReport): void {
    this.#options.observer.onInfo?.(report);
  }
}

function refused({ problems, problemCount }: ObjectsRead, originUrl: string): ApiAnswer {
  const [first] = problems;
  const others = problemCount - 1;
  const message =
    (first ? describe(first) : "objects that cannot be stored") +
    (others > 0 ? ` (and ${others} more)` : "") +
    "; nothing was written";
  const body = { ...errorReply(message, originUrl), problem_count: problemCount, problems };
  return { status: BAD_REQUEST, body: JSON.stringify(body) };
}

const describe = ({ index, object, path, problem }: ObjectProblem): string =>
  `object ${index}, ${object}${path === "" ? "" : ` at ${path}`}: ${problem}`;
