import { runInTurns, type Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import {
  instantFromMs,
  NameCache,
  readPrecision,
  readTelegrafJsonText,
  SeriesCache,
  type LineReport,
  type Precision,
} from "@signalbox/telegraf-ingest";
import type { ApiAnswer, ApiRequest } from "../../api/api-request.js";
import { jsonAnswer } from "../../read/http/answers.js";
import type { Target } from "../../read/http/target.js";
import type { FullIngestLimits, IngestObserver, WritableStore } from "../ingest-options.js";
import { HostMetrics } from "../telegraf/host-metrics.js";
import { LastSamples, PendingSamples } from "../telegraf/last-samples.js";
import { telegrafReply } from "../telegraf/telegraf-reply.js";
import { readJsonPoints } from "./json-points.js";
import type { KnownObjects } from "./known-objects.js";
import { LinePoints, readLines } from "./line-points.js";
import { PointBatch } from "./point-batch.js";
import { PointWriter } from "./point-writer.js";
import { pointsReply, type PointsReport } from "./points-report.js";
import { timeRule } from "./time-rule.js";

/** It is parsed in one go. Telegraf sends 1000 metrics in a batch, a few hundred kilobytes. */
const MAX_TELEGRAF_JSON_BYTES = 4 * 1024 * 1024;
const OPEN = /^[\s\ufeff]*[[{]/;
const START_BYTES = 64;

export interface PointsApiOptions {
  readonly store: WritableStore;
  readonly limits: FullIngestLimits;
  readonly clock: Clock;
  readonly observer: IngestObserver;
  /** Absent: points of objects without info are taken, too. */
  readonly known?: KnownObjects | undefined;
}

/** Writes of points. */
export class PointWrites {
  readonly #options: PointsApiOptions;
  readonly #writer: PointWriter;
  readonly #names = new NameCache();
  readonly #series = new SeriesCache();
  readonly #last: LastSamples;

  constructor(options: PointsApiOptions) {
    this.#options = options;
    this.#writer = new PointWriter({ store: options.store.series, known: options.known });
    this.#last = new LastSamples(options.limits.maxCounters);
  }

  /** `POST /ingest/points`: JSON or line protocol; tells what became of each. @throws AppError */
  async put(request: ApiRequest, { parameters }: Target): Promise<ApiAnswer> {
    const batch = this.#batch();
    if (isLineProtocol(request)) {
      const samples = new PendingSamples(this.#last);
      const report = await this.#readLines(request, batch, {
        samples,
        precision: precisionIn(parameters),
      });
      tellBadLines(report, batch);
      return jsonAnswer(pointsReply(await this.#write(batch, samples)));
    }
    const objectType = parameters.get("type");
    await runInTurns(this.#options.clock, readJsonPoints(request.body, batch, { objectType }));
    return jsonAnswer(pointsReply(await this.#write(batch)));
  }

  /** `POST /ingest/write` and `/ingest/api/v2/write`, as Telegraf's outputs send; 204. @throws AppError */
  async write(request: ApiRequest, { path, parameters }: Target): Promise<ApiAnswer> {
    const batch = this.#batch();
    const samples = new PendingSamples(this.#last);
    const isJson = request.header("content-type")?.includes("json") ?? false;
    const reading = isJson
      ? this.#readTelegrafJson(request.body, batch, samples)
      : await this.#readLines(request, batch, { samples, precision: precisionIn(parameters) });
    if ("bad" in reading) tellBadLines(reading, batch);
    await this.#write(batch, samples);
    return telegrafReply(path, reading);
  }

  #batch(): PointBatch {
    const { clock, limits } = this.#options;
    const { maxPoints, maxDescribed } = limits;
    return new PointBatch({ maxPoints, maxDescribed, rule: timeRule(clock.wallMs(), limits) });
  }

  #readLines(
    { body }: ApiRequest,
    batch: PointBatch,
    options: { readonly samples: PendingSamples; readonly precision: Precision },
  ): Promise<LineReport> {
    const { clock } = this.#options;
    const { samples, precision } = options;
    const points = new LinePoints({ batch, hosts: new HostMetrics({ batch, samples }) });
    const arrival = instantFromMs(clock.wallMs());
    return runInTurns(clock, readLines(body, points, { arrival, precision, cache: this.#names }));
  }

  #readTelegrafJson(body: Buffer, batch: PointBatch, samples: PendingSamples) {
    if (body.length > MAX_TELEGRAF_JSON_BYTES) {
      const message = `body has ${body.length} bytes, limit for Telegraf's JSON is ${MAX_TELEGRAF_JSON_BYTES}`;
      throw new AppError("item_too_large", message);
    }
    const arrival = instantFromMs(this.#options.clock.wallMs());
    const reading = readTelegrafJsonText(body.toString("utf8"), { arrival, cache: this.#series });
    const points = new LinePoints({ batch, hosts: new HostMetrics({ batch, samples }) });
    for (const point of reading.points) points.take(point);
    points.end();
    return { isJson: reading.isJson };
  }

  async #write(batch: PointBatch, samples?: PendingSamples): Promise<PointsReport> {
    const report = await this.#writer.write(batch);
    samples?.commit();
    this.#options.observer.onPoints?.(report);
    return report;
  }
}

/** By its type; a body whose type says nothing by how it begins. */
function isLineProtocol(request: ApiRequest): boolean {
  const { body } = request;
  const type = request.header("content-type")?.toLowerCase() ?? "";
  if (type.includes("json")) return false;
  if (type.startsWith("text/") || type.startsWith("application/vnd.influx")) return true;
  return !OPEN.test(body.toString("utf8", 0, START_BYTES));
}

function precisionIn(parameters: Target["parameters"]): Precision {
  const text = parameters.get("precision");
  const precision = readPrecision(text);
  if (precision !== undefined) return precision;
  const given = JSON.stringify(text?.slice(0, 20));
  throw new AppError("invalid_argument", `precision ${given} is not n, ns, u, us, ms, s, m or h`);
}

function tellBadLines({ bad, errors }: LineReport, { rejections }: PointBatch): void {
  for (const { line, text } of errors) {
    rejections.add({ series: {}, points: 1, code: "unreadable", reason: `line ${line}: ${text}` });
  }
  const others = bad - errors.length;
  if (others <= 0) return;
  const reason = `${others} more lines that cannot be read`;
  rejections.add({ series: {}, points: others, code: "unreadable", reason });
}
