import { AppError } from "@signalbox/errors";
import {
  dataQueryError,
  EventCatalogue,
  type DataQueryError,
  type DataQueryLimits,
  type DataRequest,
  type DataRequestReading,
} from "@signalbox/monitoring-model";
import type { ApiAnswer, ApiRequest } from "../../api/api-request.js";
import { refusal, streamedAnswer, warningHeader } from "../http/answers.js";
import type { Target } from "../http/target.js";
import type { ReadContext } from "../read-context.js";
import { throttled } from "../throttled.js";
import { countPoints } from "./count-points.js";
import { chunksOf, gather, tooManyPoints } from "./data-body.js";
import { NDJSON, readQuestion, type DataQuestion } from "./data-question.js";
import { readPieces } from "./read-pieces.js";
import { ArrayWriter, LineWriter, type ReplyWriter } from "./reply-writers.js";
import { SeriesHeads } from "./series-heads.js";

const BUFFERED_POINTS = 50_000;
const MAX_SERIES = 250_000;

/** The settings behind the limits of a query, where there is one. */
const SETTINGS: Partial<Record<keyof DataQueryLimits, string>> = {
  maxTextChars: "data.max_query_size",
  maxIds: "data.max_ids",
};

type Asked = Extract<DataRequestReading, { readonly kind: "request" }>;

/** Answers `/data` and `/data/` (datastore-polling, 3; 9.1 - 9.13). */
export class DataApi {
  readonly #context: ReadContext;
  readonly #events: EventCatalogue;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#events = context.options.events ?? new EventCatalogue();
  }

  /** @throws AppError for what is wrong beside the query's text, and for failures of the store */
  async answer(request: ApiRequest, target: Target): Promise<ApiAnswer> {
    const { options } = this.#context;
    const question = readQuestion(request, target, options);
    const { reading, format } = question;
    if (reading.kind === "error") return this.#refuse(question, reading);
    const warnings = warningsOf(reading.tolerated);
    if (reading.kind === "empty") return nothing(format, warnings);
    this.#checkSeries(reading);
    // The transport sends no body; its length is nobody's business, and reading points for it would be a waste.
    if (request.method === "HEAD") return streamedAnswer(noText(), mediaOf(format, warnings));
    return format === "ndjson"
      ? this.#lines(request, reading.request, warnings)
      : this.#array(request, reading.request, warnings);
  }

  #refuse({ text }: DataQuestion, { message: plain, status, limit }: DataQueryError) {
    const setting = limit && SETTINGS[limit];
    const message = setting === undefined ? plain : `${plain} (${setting})`;
    const reply = dataQueryError(text === undefined ? { message } : { message, text });
    return refusal(reply, status, this.#context.options.strict);
  }

  #checkSeries({ request }: Asked): void {
    const limit = this.#context.options.limits.maxSeries ?? MAX_SERIES;
    const count = request.queries
      .map(({ events, ids }) => (ids === "*" ? 1 : ids.length) * events.length)
      .reduce((one, other) => one + other, 0);
    if (count <= limit) return;
    throw new AppError("item_too_large", `query has ${count} series, limit is ${limit}`);
  }

  /** Sent whole when it is small; else counted before the first byte, so that a limit is an error and never a cut. */
  async #array(
    { signal, caller: { urn: who } }: ApiRequest,
    request: DataRequest,
    headers: readonly string[],
  ): Promise<ApiAnswer> {
    const { options, turnstile } = this.#context;
    const { maxPoints, bufferedPoints = BUFFERED_POINTS } = options.limits;
    const text = await turnstile.within(signal, { who }, async () => {
      const { pieces, writer } = this.#reply(ArrayWriter, request, signal);
      const buffered = Math.min(maxPoints, bufferedPoints);
      const all = await gather(pieces, writer, { maxPoints: buffered, clock: options.clock });
      if (all !== undefined) return all;
      const reading = { store: options.store, request, signal };
      const count = await countPoints(reading, maxPoints);
      if (count > maxPoints) throw tooManyPoints(maxPoints);
      return undefined;
    });
    if (text !== undefined) return { status: 200, headers, body: text };
    return streamedAnswer(this.#stream(ArrayWriter, request, { signal, who }), { headers });
  }

  async #lines(
    { signal, caller: { urn: who } }: ApiRequest,
    request: DataRequest,
    headers: readonly string[],
  ): Promise<ApiAnswer> {
    // Turned away before the first byte when too many wait; later it is never.
    (await this.#context.turnstile.enter(signal, { who }))();
    return streamedAnswer(this.#stream(LineWriter, request, { signal, who }), {
      contentType: NDJSON,
      headers,
    });
  }

  #stream(
    Writer: typeof ArrayWriter | typeof LineWriter,
    request: DataRequest,
    by: { readonly signal: AbortSignal; readonly who: string },
  ): AsyncIterable<string> {
    const { turnstile, options } = this.#context;
    const { pieces, writer } = this.#reply(Writer, request, by.signal);
    return throttled(chunksOf(pieces, writer, options.clock), turnstile, by);
  }

  #reply(
    Writer: typeof ArrayWriter | typeof LineWriter,
    request: DataRequest,
    signal: AbortSignal,
  ) {
    const { options, links } = this.#context;
    const { store } = options;
    const heads = new SeriesHeads({ store, links, events: this.#events });
    const { withEmpty, withLeftOut } = request;
    const headOf = heads.textOf.bind(heads);
    const writer: ReplyWriter = new Writer({ withEmpty, withLeftOut, headOf });
    const pieces = readPieces({ store, request, signal, onBatch: (keys) => heads.prepare(keys) });
    return { pieces, writer };
  }
}

function warningsOf(tolerated: readonly string[]): readonly string[] {
  if (tolerated.length === 0) return [];
  return warningHeader(`query is not JSON, read tolerantly: ${tolerated.join("; ")}`);
}

function mediaOf(format: DataQuestion["format"], headers: readonly string[]) {
  return format === "ndjson" ? { headers, contentType: NDJSON } : { headers };
}

const nothing = (format: DataQuestion["format"], headers: readonly string[]): ApiAnswer => ({
  status: 200,
  ...mediaOf(format, headers),
  body: format === "ndjson" ? "" : "[]",
});

/** An empty body is one that ends at once. */
async function* noText(): AsyncGenerator<string, void, undefined> {}
