import type { ApiParameter, ApiReply, ApiRoute } from "../api/api-route.js";

const text = (name: string, meaning: string): ApiParameter => ({ name, type: "string", meaning });
const json = { media: "application/json" } as const;

const REFUSED: ApiReply = {
  status: 400,
  meaning: "The body cannot be understood. Nothing was written.",
  body: { schema: "error" },
};
const TOO_MUCH: ApiReply = {
  status: 413,
  meaning: "A limit is exceeded; the message names it. Nothing was written.",
  body: { schema: "error" },
};
const BUSY: ApiReply = {
  status: 503,
  meaning: "Too many writes wait; `Retry-After` says when to come back. Nothing was written.",
  body: { schema: "error" },
};
const FULL: ApiReply = {
  status: 507,
  meaning: "There is no room left. Nothing was written.",
  body: { schema: "error" },
};
const failures = [REFUSED, TOO_MUCH, BUSY, FULL] as const;

const precision: ApiParameter = {
  name: "precision",
  type: "string",
  values: ["n", "ns", "u", "us", "ms", "s", "m", "h"],
  meaning: "Unit of the times in line protocol; default `ns`. They are kept to the microsecond.",
};

const info: ApiRoute = {
  method: "POST",
  path: "/ingest/info",
  scope: "write",
  summary:
    "Writes objects of the inventory, all of the body or none. Writing the same again changes nothing.",
  parameters: [],
  request:
    "One object, a list, or one on each line: `{type or $schema, id, urn, ts, ...}` with the fields of 20151105; `ts` is now unless given. Relations may be given by id, under the names of the original's columns: `aggregate_id`, `node_id`, `parent_node_id`, `parent_interface_id`, `interface_id`, `parent_link_id`, `link_id`, `authority_id`, `externalcheck_id`, `experimentgroup_id`; they stand for the field that shows them. Lists that can be made of relations need not be given, nor what the datastore adds itself (`selfRef`, `measRef`, `monitoring_version`).",
  replies: [
    { status: 200, meaning: "`{inserted, updated, unchanged}`", body: json },
    {
      status: 400,
      meaning:
        "Some objects cannot be stored: `problems` lists `{index, object, path, problem}`, the first 100 of `problem_count`. Nothing was written.",
      body: { schema: "error" },
    },
    TOO_MUCH,
    BUSY,
    FULL,
  ],
  isOriginal: false,
};

const touch: ApiRoute = {
  method: "POST",
  path: "/ingest/info/touch",
  scope: "write",
  summary: "Gives objects a new `ts`, so that they do not age. It never goes back.",
  parameters: [],
  request:
    '`{"ts": us, "objects": [{"type", "id"}, ...]}` or the list alone, at most 10,000; without `ts` it is now.',
  replies: [
    {
      status: 200,
      meaning: "`{touched, unchanged, missing_objects, missing: [{type, id}]}`",
      body: json,
    },
    ...failures,
  ],
  isOriginal: false,
};

const remove: ApiRoute = {
  method: "DELETE",
  path: "/ingest/info/{type}/{id}",
  scope: "write",
  summary: "Removes an object. Its points stay until they are too old.",
  parameters: [],
  request: "",
  replies: [
    { status: 200, meaning: "`{removed}`: 1, or 0 when there was none.", body: json },
    { status: 404, meaning: "There is no such type.", body: { schema: "error" } },
    BUSY,
  ],
  isOriginal: false,
};

const points: ApiRoute = {
  method: "POST",
  path: "/ingest/points",
  scope: "write",
  summary:
    "Writes points. The answer comes when they would survive the end of the process. A point that is there already with the same value is a duplicate, with another one it is replaced; points that cannot be stored are refused one by one, with the reason.",
  parameters: [text("type", "Type of the objects of JSON items that do not tell it."), precision],
  request:
    'JSON, one or a list or one on each line: items as `/data` gives them, or `{"type": "node", "event": "cpu_util", "id": "<id>", "points": [[ts, v], ...]}` with `ts` in microseconds. Or line protocol (`Content-Type: text/plain`): the measurement is the object type, or `ops_monitoring` with the tag `type`; the tag `id` names the object; each field is an event.',
  replies: [
    {
      status: 200,
      meaning:
        "`{inserted, duplicates, replaced, rejected_points, rejected_by, rejected: [{series, ts, points, code, reason}]}`; `rejected` describes the first 100.",
      body: json,
    },
    ...failures,
  ],
  isOriginal: false,
};

const write: ApiRoute = {
  method: "POST",
  path: "/ingest/write",
  scope: "write",
  summary:
    "The same for Telegraf: `outputs.influxdb` with the URL `<datastore>/ingest`, `outputs.influxdb_v2` (then `/ingest/api/v2/write`), or `outputs.http`. What it measures of a host becomes points of nodes and interfaces.",
  parameters: [precision],
  request: "Line protocol; with `Content-Type: application/json` Telegraf's JSON.",
  replies: [
    {
      status: 204,
      meaning: "What could be stored is stored; what could not is only counted in the metrics.",
    },
    {
      status: 400,
      meaning: "A line cannot be read; the others are stored.",
      body: json,
    },
    { status: 413, meaning: TOO_MUCH.meaning, body: json },
    { status: 503, meaning: BUSY.meaning, body: json },
    { status: 507, meaning: FULL.meaning, body: json },
  ],
  isOriginal: false,
};

const query: ApiRoute = {
  method: "POST",
  path: "/ingest/query",
  scope: "write",
  summary: "Tells Telegraf that the database it would create is there. Also as GET.",
  parameters: [text("q", "`CREATE DATABASE ...`")],
  request: "",
  replies: [{ status: 200, meaning: '`{"results": []}`', body: json }],
  isOriginal: false,
};

/** What the write API answers, for the reference page and `/openapi.json`. */
export const ingestRoutes: readonly ApiRoute[] = [
  info,
  touch,
  remove,
  points,
  write,
  { ...write, path: "/ingest/api/v2/write" },
  query,
];
