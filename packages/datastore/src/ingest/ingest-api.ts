import { AppError } from "@signalbox/errors";
import { replyToQuery } from "@signalbox/telegraf-ingest";
import type { ApiAnswer, ApiRequest } from "../api/api-request.js";
import { errorAnswer } from "../read/http/answers.js";
import { readTarget, type Target } from "../read/http/target.js";
import { InfoWrites } from "./info/info-api.js";
import { withDefaults, type IngestApiOptions } from "./ingest-options.js";
import { KnownObjects } from "./points/known-objects.js";
import { PointWrites } from "./points/points-api.js";
import { answerOf, telegrafError } from "./telegraf/telegraf-reply.js";

const BELOW = "/ingest";
const OBJECT = /^\/ingest\/info\/([^/]+)\/(.+)$/s;
/** Longest path that an error object repeats, in characters. */
const MAX_ORIGIN_CHARS = 1024;
const MAX_QUERY_BYTES = 4096;

export interface IngestApi {
  /** @returns undefined when the path is not below `/ingest`. Never rejects. */
  answer(request: ApiRequest): Promise<ApiAnswer | undefined>;
}

interface Call {
  readonly methods: readonly string[];
  /** Whether Telegraf asks, which reads errors in a form of its own. */
  readonly isTelegrafs?: boolean;
  readonly answer: (request: ApiRequest, target: Target) => ApiAnswer | Promise<ApiAnswer>;
}

/** The write API of a datastore, `/ingest`: inventory and points. Repeating a write changes nothing. Free of sockets. */
export function createIngestApi(options: IngestApiOptions): IngestApi {
  const callAt = callsOf(options);
  return {
    answer: async (request) => {
      const target = readTarget(request.target);
      const { path } = target;
      if (path !== BELOW && !path.startsWith(`${BELOW}/`)) return undefined;
      const call = callAt(path);
      try {
        return await answerWithin(call, request, target);
      } catch (reason) {
        const error = AppError.from(reason);
        if (error.status >= 500) options.observer?.onFailure?.(error);
        if (call?.isTelegrafs === true) return telegrafError(path, error);
        const answer = errorAnswer(error, path.slice(0, MAX_ORIGIN_CHARS), true);
        return error.status === 405 && call ? { ...answer, headers: allow(call) } : answer;
      }
    },
  };
}

function callsOf({ store, clock, requireInfo, observer = {}, ...given }: IngestApiOptions) {
  const limits = withDefaults(given.limits);
  const known = new KnownObjects({ store: store.info, clock });
  const info = new InfoWrites({
    ...{ store, limits, clock, observer },
    onRemoved: ({ type, id }) => known.forget(type, id),
  });
  const points = new PointWrites({
    ...{ store, limits, clock, observer },
    known: requireInfo ? known : undefined,
  });
  const write: Call = {
    methods: ["POST"],
    isTelegrafs: true,
    answer: (request, target) => points.write(request, target),
  };
  const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
    ["/ingest/info", post(({ body }, { path }) => info.put(body, path))],
    ["/ingest/info/touch", post(({ body }) => info.touch(body))],
    ["/ingest/points", post((request, target) => points.put(request, target))],
    ["/ingest/write", write],
    ["/ingest/api/v2/write", write],
    ["/ingest/query", { methods: ["GET", "POST"], isTelegrafs: true, answer: answerQuery }],
  ]);
  const object: Call = { methods: ["DELETE"], answer: (_, { path }) => remove(info, path) };
  return (path: string): Call | undefined =>
    calls.get(path) ?? (OBJECT.test(path) ? object : undefined);
}

const post = (answer: Call["answer"]): Call => ({ methods: ["POST"], answer });

function remove(info: InfoWrites, path: string): Promise<ApiAnswer> {
  const [, type = "", id = ""] = OBJECT.exec(path) ?? [];
  return info.remove(type, id);
}

/** Telegraf creates its database at start; it is told that it is there. */
function answerQuery({ body }: ApiRequest, { parameters }: Target): ApiAnswer {
  const q =
    parameters.get("q") ?? new URLSearchParams(body.toString("utf8", 0, MAX_QUERY_BYTES)).get("q");
  return answerOf(replyToQuery(q));
}

async function answerWithin(
  call: Call | undefined,
  request: ApiRequest,
  target: Target,
): Promise<ApiAnswer> {
  const { method, caller } = request;
  if (!caller.mayUse("write")) {
    throw new AppError("permission_denied", "caller has no right to write");
  }
  if (!call) throw new AppError("not_found", "there is no such path");
  if (method === "OPTIONS") return { status: 204, headers: allow(call), body: "" };
  if (!call.methods.includes(method)) {
    const message = `method ${method} is not allowed here: ${call.methods.join(", ")}`;
    throw new AppError("method_not_allowed", message);
  }
  return call.answer(request, target);
}

const allow = ({ methods }: Call): readonly string[] => [
  "Allow",
  [...methods, "OPTIONS"].join(", "),
];
