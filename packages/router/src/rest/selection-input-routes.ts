import type { InputStore, WriteOutcome } from "@signalbox/selection-input";
import {
  nothingAt,
  showValue,
  ttlOf,
  v1DeleteParameters,
  v1ReadParameters,
  v1WriteParameters,
  v2DeleteParameters,
  v2ReadParameters,
  v2WriteParameters,
  type ApiVersion,
} from "./input-parameters.js";
import { readJson, readJsonObject } from "./read-json.js";
import {
  created,
  noContent,
  type RestAnswer,
  type RestHandler,
  type RestHandlers,
  type RestReply,
  type RestRequest,
  type RestRoute,
} from "./rest-route.js";

const SHOWN = { status: 200, meaning: "The value at the path; `{}` for the empty root." };
const NOT_THERE = { status: 404, meaning: "There is nothing at the path." };
const REMOVED = { status: 204, meaning: "Removed." };
const CONFLICT = {
  status: 409,
  meaning: "A list or a scalar stands on the way, or something that is no list at the path.",
};
const WRITTEN: readonly RestReply[] = [
  { status: 201, meaning: "Something was added." },
  { status: 204, meaning: "Only what was there was changed, or nothing." },
  { status: 400, meaning: "Not JSON, a reserved key, or a limit; nothing was applied." },
  { status: 413, meaning: "The body is larger than `selection_input.max_body_size`." },
];
const MERGED =
  "JSON, at the root an object. Objects merge at every level, lists and scalars replace, null deletes.";

/** What people and scripts inject. Source: reference cdn-router 6.1 to 6.4. */
export const selectionInputRoutes = [
  {
    method: "GET",
    path: "/v1/selection_input{/path*}",
    summary:
      "Shows the selection input. Each segment of the path is a key; `%2F` is a slash in a key.",
    key: "needed",
    parameters: v1ReadParameters,
    request: "",
    replies: [SHOWN, NOT_THERE],
  },
  {
    method: "PUT",
    path: "/v1/selection_input{/path*}",
    summary: "Merges a value into the selection input.",
    key: "needed",
    parameters: v1WriteParameters,
    request: MERGED,
    replies: WRITTEN,
  },
  {
    method: "POST",
    path: "/v1/selection_input{/path*}",
    summary: "The same as PUT.",
    key: "needed",
    parameters: v1WriteParameters,
    request: MERGED,
    replies: WRITTEN,
  },
  {
    method: "DELETE",
    path: "/v1/selection_input{/path*}",
    summary: "Removes what is at the path; without a path everything.",
    key: "needed",
    parameters: v1DeleteParameters,
    request: "",
    replies: [REMOVED, NOT_THERE, CONFLICT],
  },
  {
    method: "GET",
    path: "/v2/selection_input{/path*}",
    summary: "Shows the selection input, as v1 does.",
    key: "needed",
    parameters: v2ReadParameters,
    request: "",
    replies: [SHOWN, NOT_THERE],
  },
  {
    method: "PUT",
    path: "/v2/selection_input{/path*}",
    summary: "Puts a value in the place of what is at the path; without a path, of everything.",
    key: "needed",
    parameters: v2WriteParameters,
    request: "JSON, at the root an object.",
    replies: [...WRITTEN, CONFLICT],
  },
  {
    method: "POST",
    path: "/v2/selection_input{/path*}",
    summary:
      "Adds a value at the end of the list at the path; where nothing is, makes a list of it.",
    key: "needed",
    parameters: v2WriteParameters,
    request: "JSON: the new item.",
    replies: [...WRITTEN, CONFLICT],
  },
  {
    method: "DELETE",
    path: "/v2/selection_input{/path*}",
    summary: "Removes what is at the path, as v1 does.",
    key: "needed",
    parameters: v2DeleteParameters,
    request: "",
    replies: [REMOVED, NOT_THERE, CONFLICT],
  },
] as const satisfies readonly RestRoute[];

export interface SelectionInputOptions {
  readonly input: Pick<InputStore, "plain">;
  /** 413 above. */
  readonly maxBodyBytes: number;
}

export function selectionInputHandlers(
  options: SelectionInputOptions,
): RestHandlers<typeof selectionInputRoutes> {
  const { plain } = options.input;
  const limits = { maxBytes: options.maxBodyBytes };
  const read =
    (version: ApiVersion): RestHandler =>
    (request) =>
      showValue(plain.at(request.segments), request, version);
  // The root is an object for ever, so nothing else can be written there.
  const bodyOf = ({ segments, body }: RestRequest): unknown =>
    segments.length === 0 ? readJsonObject(body, limits) : readJson(body, limits);
  const write =
    (how: "merge" | "replace"): RestHandler =>
    (request) =>
      writeAnswer(plain[how](request.segments, bodyOf(request), { ttlMs: ttlOf(request) }));
  const push: RestHandler = (request) => {
    const item = readJson(request.body, limits);
    return writeAnswer(plain.push(request.segments, item, { ttlMs: ttlOf(request) }));
  };
  const remove: RestHandler = ({ segments }) => {
    const outcome = plain.remove(segments);
    // The root is always there.
    if (outcome === "nothing" && segments.length > 0) throw nothingAt(segments);
    return noContent;
  };
  return {
    "GET /v1/selection_input{/path*}": read("v1"),
    "PUT /v1/selection_input{/path*}": write("merge"),
    "POST /v1/selection_input{/path*}": write("merge"),
    "DELETE /v1/selection_input{/path*}": remove,
    "GET /v2/selection_input{/path*}": read("v2"),
    "PUT /v2/selection_input{/path*}": write("replace"),
    "POST /v2/selection_input{/path*}": push,
    "DELETE /v2/selection_input{/path*}": remove,
  };
}

const writeAnswer = (outcome: WriteOutcome): RestAnswer =>
  outcome === "created" ? created : noContent;
