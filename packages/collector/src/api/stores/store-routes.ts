import { AppError } from "@signalbox/errors";
import type { RunReport, StoreStatus } from "../../status/store-status.js";
import {
  json,
  JSON_TYPE,
  type ApiAnswer,
  type ApiHandlers,
  type ApiReply,
  type ApiRequest,
  type ApiRoute,
} from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { isTrue } from "../http/read-parameters.js";
import { runView, storeView } from "./store-view.js";

const NO_STORE: ApiReply = { status: 404, meaning: "No such store.", media: [JSON_TYPE] };

const started = (what: string) =>
  ({
    access: "operator",
    parameters: [
      {
        name: "wait",
        type: "boolean",
        meaning: `Answer when the ${what} has ended, with its report.`,
      },
    ],
    replies: [
      { status: 200, meaning: `With \`wait\`: the report of the ${what}.`, media: [JSON_TYPE] },
      { status: 202, meaning: `The ${what} has begun, or one was under way.`, media: [JSON_TYPE] },
      { status: 403, meaning: "The caller is no operator.", media: [JSON_TYPE] },
      NO_STORE,
    ],
  }) as const;

export const storeRoutes = [
  {
    method: "GET",
    path: "/stores",
    access: "open",
    summary:
      "Every store that is read: its root, the last crawl and poll with their problems, failures in a row, the circuit, and how far the series that lags most is behind its period.",
    parameters: [],
    replies: [{ status: 200, meaning: "`{stores: [...]}`, by id.", media: [JSON_TYPE] }],
  },
  {
    method: "GET",
    path: "/stores/{id}",
    access: "open",
    summary: "One store.",
    parameters: [],
    replies: [{ status: 200, meaning: "The store.", media: [JSON_TYPE] }, NO_STORE],
  },
  {
    method: "POST",
    path: "/stores/{id}/crawl",
    summary: "Reads the inventory of a store now.",
    ...started("crawl"),
  },
  {
    method: "POST",
    path: "/stores/{id}/poll",
    summary: "Reads the points of a store now.",
    ...started("poll"),
  },
] as const satisfies readonly ApiRoute[];

export function storeHandlers({ stores }: ApiContext): ApiHandlers<typeof storeRoutes> {
  const find = ({ path }: ApiRequest): StoreStatus => {
    const found = stores.all().find(({ target }) => target.id === path["id"]);
    if (found) return found;
    throw new AppError("not_found", `there is no store ${JSON.stringify(path["id"])}`);
  };
  return {
    "GET /stores": () => {
      const all = [...stores.all()].sort((a, b) => (a.target.id < b.target.id ? -1 : 1));
      return json({ stores: all.map(storeView) });
    },
    "GET /stores/{id}": (request) => json(storeView(find(request))),
    "POST /stores/{id}/crawl": (request) => {
      const { id } = find(request).target;
      return run(request, { store: id, run: "crawl" }, stores.crawlNow(id));
    },
    "POST /stores/{id}/poll": (request) => {
      const { id } = find(request).target;
      return run(request, { store: id, run: "poll" }, stores.pollNow(id));
    },
  };
}

async function run(
  { parameters }: ApiRequest,
  what: { readonly store: string; readonly run: string },
  report: Promise<RunReport>,
): Promise<ApiAnswer> {
  if (isTrue(parameters, "wait")) return json({ ...what, report: runView(await report) });
  // How it ends is seen at GET /stores/{id}.
  report.catch(() => undefined);
  return json({ ...what, accepted: true }, 202);
}
