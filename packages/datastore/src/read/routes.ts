import { infoTypes } from "@signalbox/monitoring-model";
import type { ApiParameter, ApiReply, ApiRoute } from "../api/api-route.js";

const text = (name: string, meaning: string): ApiParameter => ({ name, type: "string", meaning });
const whole = (name: string, meaning: string): ApiParameter => ({ name, type: "integer", meaning });
const flag = (name: string, meaning: string): ApiParameter => ({ name, type: "boolean", meaning });

const ITEMS: ApiReply = {
  status: 200,
  meaning: "The items, one per event and object that has points; `[]` when there are none.",
  body: { schema: "data", isList: true },
};
const BAD_QUERY: ApiReply = {
  status: 400,
  meaning: "The query cannot be understood. 200 with the same body unless `strict` is set.",
  body: { schema: "error" },
};
const TOO_MUCH: ApiReply = {
  status: 413,
  meaning:
    "A limit is exceeded; the message names it. 200 with the same body unless `strict` is set.",
  body: { schema: "error" },
};
const NOT_FOUND: ApiReply = {
  status: 404,
  meaning:
    "There is no such object: 200 with the same body unless `strict` is set. Or there is no such type.",
  body: { schema: "error" },
};
const BUSY: ApiReply = {
  status: 503,
  meaning:
    "Too many queries wait, or the store does not answer; `Retry-After` says when to come back.",
  body: { schema: "error" },
};

const extras: readonly ApiParameter[] = [
  flag("latest", "Only the last point of each series within the times; `ts` may then be left out."),
  text("step", "Width of a step: microseconds, or a text such as `5m`. One point per step."),
  {
    name: "agg",
    type: "string",
    values: ["min", "max", "avg", "last", "sum", "count"],
    meaning: "What a step's value is; default `avg`.",
  },
  {
    name: "format",
    type: "string",
    values: ["json", "ndjson"],
    meaning:
      "`ndjson`: one item on each line, a long series as several; without limit of points. So does `Accept: application/x-ndjson`.",
  },
  flag("empty", "Also items without points."),
  flag(
    "left_out",
    "The reply is `{items, left_out: {count, series}}`: also what was asked for and has no points.",
  ),
];

const get: ApiRoute = {
  method: "GET",
  path: "/data/",
  scope: "data",
  summary:
    "Points of series. Items are ordered by event, then id, as asked; points by time. Also at `/data`. All parameters but `q` are ours.",
  parameters: [
    text(
      "q",
      'JSON: `{"filters":{"eventType":["ops_monitoring:<event>"],"ts":{"gte":<us>,"lt":<us>},"obj":{"type":"node","id":["<id>"]}}}`; the id `*` stands for all.',
    ),
    ...extras,
  ],
  request: "",
  replies: [ITEMS, BAD_QUERY, TOO_MUCH, BUSY],
  isOriginal: true,
};

const post: ApiRoute = {
  ...get,
  method: "POST",
  summary:
    "The same with the query in the body, where more ids fit. `obj` may be a list of several object types; `latest`, `step`, `agg`, `empty` and `leftOut` may stand beside `filters`. Also at `/data`.",
  parameters: extras,
  request: "The JSON of `q`, or a form with a field `q`.",
  isOriginal: false,
};

const object: ApiRoute = {
  method: "GET",
  path: "/info/{type}/{id}",
  scope: "info",
  summary:
    "One object of the inventory. The id is the rest of the path, slashes included, percent-encoded or not. `ETag` changes with the reply. Names and addresses of people are left out for callers without the right to them; a `Warning` header says so.",
  parameters: [
    {
      name: "depth",
      type: "string",
      values: ["all"],
      meaning:
        "Of an aggregate: `{aggregate, nodes, links, slivers, interfacevlans, interfaces}`, all that belongs to it. Ours.",
    },
  ],
  request: "",
  replies: [
    { status: 200, meaning: "The object.", body: { schema: "info" } },
    NOT_FOUND,
    TOO_MUCH,
    BUSY,
  ],
  isOriginal: true,
};

const list: ApiRoute = {
  method: "GET",
  path: "/info/{type}",
  scope: "info",
  summary:
    "The objects of a type, by id, each as its own query gives it; also with a slash at the end. Other parameters than these are refused.",
  parameters: [
    text("urn", "Only those with this URN."),
    text("id_prefix", "Only those whose id begins so."),
    whole("changed_since", "Only those whose `ts` is this or later; microseconds since 1970."),
    text(
      "aggregate",
      "Only those that belong to this aggregate: node, interface, interfacevlan, link, sliver.",
    ),
    text("fields", "Only these fields, separated by commas, and `id`."),
    whole("limit", "Objects on a page; default and maximum: `data.max_list`."),
    text("cursor", "The `cursor` of the page before."),
  ],
  request: "",
  replies: [
    {
      status: 200,
      meaning: "`{type, objects, cursor}`; without `cursor` on the last page.",
      body: { schema: "list" },
    },
    BAD_QUERY,
    NOT_FOUND,
    BUSY,
  ],
  isOriginal: false,
};

const types: ApiRoute = {
  method: "GET",
  path: "/info/",
  scope: "info",
  summary: `The types there are: ${infoTypes.join(", ")}. Also at \`/info\`.`,
  parameters: [],
  request: "",
  replies: [
    { status: 200, meaning: "`{types: [{type, href}]}`", body: { media: "application/json" } },
  ],
  isOriginal: false,
};

const root: ApiRoute = {
  method: "GET",
  path: "/",
  scope: "none",
  summary: "What answers here: its name, its version and links.",
  parameters: [],
  request: "",
  replies: [
    { status: 200, meaning: "`{service, version, links}`", body: { media: "application/json" } },
  ],
  isOriginal: false,
};

const openapi: ApiRoute = {
  method: "GET",
  path: "/openapi.json",
  scope: "none",
  summary: "This description in the form of OpenAPI 3.1.",
  parameters: [],
  request: "",
  replies: [{ status: 200, meaning: "The document.", body: { media: "application/json" } }],
  isOriginal: false,
};

/** What the read API answers; the reference page and `/openapi.json` are made from it. */
export const readRoutes: readonly ApiRoute[] = [object, list, types, get, post, root, openapi];
