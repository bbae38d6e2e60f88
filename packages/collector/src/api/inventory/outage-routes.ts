import { AppError } from "@signalbox/errors";
import type { StoredInfo } from "@signalbox/timeseries-store";
import { findOutage } from "../../topology/outage.js";
import { outageText } from "../../topology/outage-text.js";
import { outageView } from "../../topology/outage-view.js";
import {
  json,
  JSON_TYPE,
  TEXT_TYPE,
  type ApiHandlers,
  type ApiParameters,
  type ApiRequest,
  type ApiRoute,
} from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { isTrue } from "../http/read-parameters.js";
import { findObjects } from "./find-objects.js";

const TYPES = ["aggregate", "node", "interface", "interfacevlan", "link", "sliver", "slice"];

export const outageRoutes = [
  {
    method: "GET",
    path: "/outage",
    access: "open",
    summary:
      "What an outage touches, and whom: the interfaces, virtual machines, VLANs and links that go with it, the slivers on them, their slices, and the members of these. Asked by `urn`, or by `type` and `id`. Names, e-mail addresses and creators are for operators only; others get URNs.",
    parameters: [
      { name: "urn", type: "string", meaning: "URN of what is out." },
      { name: "type", type: "string", values: TYPES, meaning: "Its type." },
      { name: "id", type: "string", meaning: "Its id; needs `type`." },
      { name: "source", type: "string", meaning: "The store that tells of it." },
      { name: "expired", type: "boolean", meaning: "Slivers that have expired count, too." },
      {
        name: "format",
        type: "string",
        values: ["json", "text"],
        meaning: "`text`: a report to read. So does `Accept: text/plain`.",
      },
    ],
    replies: [
      {
        status: 200,
        meaning:
          "`{out, resources, slivers, slices, contacts, personal_data}`: lists of objects; `slices[].members` and `contacts` are people.",
        media: [JSON_TYPE, TEXT_TYPE],
      },
      { status: 404, meaning: "No store tells of such an object.", media: [JSON_TYPE] },
      {
        status: 413,
        meaning: "It touches more objects than one answer holds.",
        media: [JSON_TYPE],
      },
    ],
  },
] as const satisfies readonly ApiRoute[];

export function outageHandlers(context: ApiContext): ApiHandlers<typeof outageRoutes> {
  const { store, turns, limits, clock } = context;
  return {
    "GET /outage": (request) =>
      turns.take(request.signal, async () => {
        const { parameters, signal, seesPersonal: showsPersonal } = request;
        const roots = await rootsOf(parameters, context);
        const nowMs = clock.wallMs();
        const outage = await findOutage(store.info, {
          roots,
          nowUs: Math.floor(nowMs * 1000),
          withExpired: isTrue(parameters, "expired"),
          maxTouched: limits.maxTouched,
          signal,
        });
        const view = outageView(outage, { showsPersonal });
        return wantsText(request)
          ? { status: 200, contentType: TEXT_TYPE, body: outageText(view, nowMs) }
          : json(view);
      }),
  };
}

function wantsText({ parameters, prefers }: ApiRequest): boolean {
  const format = parameters.get("format");
  return format === undefined
    ? prefers([JSON_TYPE, "text/plain"]) === "text/plain"
    : format === "text";
}

/** @throws AppError `invalid_argument` for a question that names nothing, or different things; `not_found` */
async function rootsOf(
  parameters: ApiParameters,
  context: ApiContext,
): Promise<readonly StoredInfo[]> {
  const { what, found } = await askedFor(parameters, context);
  const there = found.filter((one) => one.goneSinceUs === undefined && TYPES.includes(one.type));
  if (there.length === 0) throw new AppError("not_found", `no store tells of ${what}`);
  if (new Set(there.map(({ urn }) => urn)).size === 1) return there;
  const sources = there.map(({ source }) => source).join(", ");
  const message = `${what} is something else at each of ${sources}: name the source`;
  throw new AppError("invalid_argument", message);
}

async function askedFor(parameters: ApiParameters, context: ApiContext) {
  const [urn, type, id, source] = ["urn", "type", "id", "source"].map((name) =>
    parameters.get(name),
  );
  if (urn !== undefined && id === undefined) {
    const found = await context.store.info.findByUrn(urn);
    const wanted = found.filter(
      (one) =>
        (type === undefined || one.type === type) &&
        (source === undefined || one.source === source),
    );
    return { what: JSON.stringify(urn), found: wanted };
  }
  if (urn === undefined && type !== undefined && id !== undefined) {
    const found = await findObjects({ type, id, source }, context);
    return { what: `${type} ${JSON.stringify(id)}`, found };
  }
  throw new AppError("invalid_argument", "give either urn, or type and id");
}
