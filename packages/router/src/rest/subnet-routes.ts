import { runInTurns, type Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { Subnets } from "@signalbox/routing";
import { MAX_WAITING_CHANGES, OneAtATime } from "../one-at-a-time.js";
import { readJsonObject } from "./read-json.js";
import {
  BUSY,
  json,
  noContent,
  type RestAnswer,
  type RestHandlers,
  type RestRequest,
  type RestRoute,
} from "./rest-route.js";

const NO_MATCH = { status: 404, meaning: "There is no such subnet." };
const REMOVED = { status: 204, meaning: "Removed." };
const NOT_GIVEN = { status: 400, meaning: "Nothing to look for follows." };

/** Named networks. Source: reference cdn-router 6.8. */
export const subnetRoutes = [
  {
    method: "GET",
    path: "/v1/subnets",
    summary: "Shows all subnets.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: 'An object like `{"10.0.0.0/8": "office"}`.' }],
  },
  {
    method: "PUT",
    path: "/v1/subnets",
    summary: "Creates or renames subnets; all of them or none. The others stay.",
    key: "needed",
    parameters: [],
    request: "An object of CIDRs and names.",
    replies: [
      { status: 200, meaning: "Taken; the body is the one that was sent." },
      { status: 400, meaning: "Not such an object, a bad CIDR or name, or too many subnets." },
      { status: 413, meaning: "The body is too large." },
      BUSY,
    ],
  },
  {
    method: "DELETE",
    path: "/v1/subnets",
    summary: "Removes all subnets.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [REMOVED, BUSY],
  },
  {
    method: "GET",
    path: "/v1/subnets/byKey{/path*}",
    summary: "Shows the subnets whose CIDR starts with the rest of the path.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: "An object of CIDRs and names, perhaps empty." }, NOT_GIVEN],
  },
  {
    method: "DELETE",
    path: "/v1/subnets/byKey{/path*}",
    summary: "Removes the subnets whose CIDR starts with the rest of the path.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [REMOVED, NOT_GIVEN, NO_MATCH, BUSY],
  },
  {
    method: "GET",
    path: "/v1/subnets/byValue{/path*}",
    summary: "Shows the subnets of the name that follows.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: "An object of CIDRs and names, perhaps empty." }, NOT_GIVEN],
  },
  {
    method: "DELETE",
    path: "/v1/subnets/byValue{/path*}",
    summary: "Removes the subnets of the name that follows.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [REMOVED, NOT_GIVEN, NO_MATCH, BUSY],
  },
] as const satisfies readonly RestRoute[];

export interface SubnetOptions {
  readonly clock: Clock;
  readonly subnets: Subnets;
  /** 413 above. */
  readonly maxBodyBytes: number;
  /** Called after each change, before it is answered; what it throws is answered. */
  readonly onChanged: () => Promise<void>;
}

export function subnetHandlers(options: SubnetOptions): RestHandlers<typeof subnetRoutes> {
  const { clock, subnets, onChanged } = options;
  // Many subnets take many turns to enter: whoever changes them waits for the one before.
  const changes = new OneAtATime(MAX_WAITING_CHANGES);
  const removed = (remove: () => number): Promise<RestAnswer> =>
    changes.run(async () => {
      if (remove() === 0) throw new AppError("not_found", "there is no such subnet");
      await onChanged();
      return noContent;
    });
  return {
    "GET /v1/subnets": () => ({ kind: "entries", entries: Object.entries(subnets.all()) }),
    "PUT /v1/subnets": ({ body }) =>
      changes.run(async () => {
        const given = readJsonObject(body, { maxBytes: options.maxBodyBytes });
        await runInTurns(clock, subnets.putInSteps(given));
        await onChanged();
        return json(given);
      }),
    "DELETE /v1/subnets": () =>
      changes.run(async () => {
        subnets.clear();
        await onChanged();
        return noContent;
      }),
    "GET /v1/subnets/byKey{/path*}": (request) => ({
      kind: "entries",
      entries: Object.entries(subnets.byKey(wanted(request))),
    }),
    "DELETE /v1/subnets/byKey{/path*}": (request) => {
      const start = wanted(request);
      return removed(() => subnets.deleteByKey(start));
    },
    "GET /v1/subnets/byValue{/path*}": (request) => ({
      kind: "entries",
      entries: Object.entries(subnets.byValue(wanted(request))),
    }),
    "DELETE /v1/subnets/byValue{/path*}": (request) => {
      const name = wanted(request);
      return removed(() => subnets.deleteByValue(name));
    },
  };
}

/** The slash of a CIDR need not be escaped. Nothing at all would mean everything, which nobody who deletes may mean by mistake. */
function wanted({ segments }: RestRequest): string {
  if (segments.length > 0) return segments.join("/");
  throw new AppError("invalid_argument", "a CIDR or a name must follow in the path");
}
