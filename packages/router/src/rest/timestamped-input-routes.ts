import type { Clock } from "@signalbox/clock";
import type { InputStore } from "@signalbox/selection-input";
import {
  nothingAt,
  selectedKeys,
  showValue,
  v1DeleteParameters,
  v1ReadParameters,
  v2DeleteParameters,
  v2ReadParameters,
  type ApiVersion,
} from "./input-parameters.js";
import { clearHosts, hostsOf } from "./timestamped-hosts.js";
import {
  noContent,
  type RestHandler,
  type RestHandlers,
  type RestRequest,
  type RestRoute,
} from "./rest-route.js";

const SHOWN = { status: 200, meaning: "What is held and has not expired; `{}` when nothing is." };
const NOT_THERE = { status: 404, meaning: "There is nothing at the path, or it has expired." };
const REMOVED = { status: 204, meaning: "Removed." };
const GET_SUMMARY = "Shows the metrics of hosts. The first segment of the path is a host.";
const CONFLICT = { status: 409, meaning: "The path leads to an item of a list." };
const DELETE_SUMMARY = "Removes metrics before they expire; without a path those of all hosts.";

/** Metrics with a time-out; they are written by way of `ingestRoutes`. Source: reference cdn-router 6.1, 6.6. */
export const timestampedInputRoutes = [
  {
    method: "GET",
    path: "/v1/timestamped_selection_input{/path*}",
    summary: GET_SUMMARY,
    key: "needed",
    parameters: v1ReadParameters,
    request: "",
    replies: [SHOWN, NOT_THERE],
  },
  {
    method: "DELETE",
    path: "/v1/timestamped_selection_input{/path*}",
    summary: DELETE_SUMMARY,
    key: "needed",
    parameters: v1DeleteParameters,
    request: "",
    replies: [REMOVED, NOT_THERE, CONFLICT],
  },
  {
    method: "GET",
    path: "/v2/timestamped_selection_input{/path*}",
    summary: GET_SUMMARY,
    key: "needed",
    parameters: v2ReadParameters,
    request: "",
    replies: [SHOWN, NOT_THERE],
  },
  {
    method: "DELETE",
    path: "/v2/timestamped_selection_input{/path*}",
    summary: DELETE_SUMMARY,
    key: "needed",
    parameters: v2DeleteParameters,
    request: "",
    replies: [REMOVED, NOT_THERE, CONFLICT],
  },
] as const satisfies readonly RestRoute[];

export interface TimestampedInputOptions {
  readonly input: InputStore;
  readonly clock: Clock;
}

export function timestampedInputHandlers({
  input,
  clock,
}: TimestampedInputOptions): RestHandlers<typeof timestampedInputRoutes> {
  const read =
    (version: ApiVersion): RestHandler =>
    (request) =>
      request.segments.length === 0
        ? { kind: "entries", entries: hostEntries(input, request, version) }
        : showValue(input.timestamped.at(request.segments), request, version);
  const remove: RestHandler = async ({ segments }) => {
    if (segments.length === 0) await clearHosts(input, clock);
    else if (input.timestamped.remove(segments) === "nothing") throw nothingAt(segments);
    return noContent;
  };
  return {
    "GET /v1/timestamped_selection_input{/path*}": read("v1"),
    "DELETE /v1/timestamped_selection_input{/path*}": remove,
    "GET /v2/timestamped_selection_input{/path*}": read("v2"),
    "DELETE /v2/timestamped_selection_input{/path*}": remove,
  };
}

/** Hosts one by one, each made when it is sent: all of them may be a million values. One that expires meanwhile is left out. */
function hostEntries(
  input: InputStore,
  request: RestRequest,
  version: ApiVersion,
): Iterable<readonly [string, unknown]> {
  const hosts = selectedKeys(hostsOf(input), request, version);
  return (function* () {
    for (const host of hosts) {
      const value = input.timestamped.at([host]);
      if (value !== undefined) yield [host, value] as const;
    }
  })();
}
