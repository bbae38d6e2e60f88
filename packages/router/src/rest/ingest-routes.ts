import type { RestRoute } from "./rest-route.js";

const SUMMARY =
  "Takes metrics of hosts, one message or several; each value is gone when it is not sent again within the time-out.";
const REQUEST =
  "An object of hosts, or what Telegraf's JSON and InfluxDB line protocol outputs send. gzip is accepted.";
const REPLIES = [
  { status: 200, meaning: "Taken in part; the body says what was not." },
  { status: 204, meaning: "Taken." },
  { status: 400, meaning: "Nothing of it can be read." },
  { status: 413, meaning: "The body is too large." },
  { status: 503, meaning: "Starting or stopping; send it again." },
] as const;

/**
 * Endpoints of this listener that are answered before express sees them, and so have no handler here. Only what is sent in another
 * form than the path below gets as far as this.
 */
export const ingestRoutes = [
  {
    method: "PUT",
    path: "/v1/timestamped_selection_input",
    summary: SUMMARY,
    key: "needed",
    parameters: [],
    request: REQUEST,
    replies: REPLIES,
  },
  {
    method: "POST",
    path: "/v1/timestamped_selection_input",
    summary: SUMMARY,
    key: "needed",
    parameters: [],
    request: REQUEST,
    replies: REPLIES,
  },
  {
    method: "PUT",
    path: "/v2/timestamped_selection_input",
    summary: SUMMARY,
    key: "needed",
    parameters: [],
    request: REQUEST,
    replies: REPLIES,
  },
  {
    method: "POST",
    path: "/v2/timestamped_selection_input",
    summary: SUMMARY,
    key: "needed",
    parameters: [],
    request: REQUEST,
    replies: REPLIES,
  },
] as const satisfies readonly RestRoute[];
