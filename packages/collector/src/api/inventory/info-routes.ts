import { AppError } from "@signalbox/errors";
import { infoTypes, isInfoType, type InfoType } from "@signalbox/monitoring-model";
import type { InfoPageRequest, StoredInfo } from "@signalbox/timeseries-store";
import {
  JSON_TYPE,
  type ApiAnswer,
  type ApiHandlers,
  type ApiReply,
  type ApiRequest,
  type ApiRoute,
} from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { isTrue, wholeNumber } from "../http/read-parameters.js";
import { readInstantUs } from "../series/instant.js";
import { findObjects } from "./find-objects.js";
import { isPersonal, objectText } from "./object-text.js";

const OBJECT = "{source, type, id, urn?, ts, gone_since?, object}";
const NOT_FOUND: ApiReply = { status: 404, meaning: "No such object or type.", media: [JSON_TYPE] };
/** Characters written at once. */
const PIECE_CHARS = 65_536;

export const infoRoutes = [
  {
    method: "GET",
    path: "/info/{type}",
    access: "open",
    summary:
      "The objects of a type, of all stores, by source and id. Names and addresses of people are for operators only; `personal_data` says whether they were left out.",
    parameters: [
      { name: "source", type: "string", meaning: "Only what this store told." },
      { name: "urn", type: "string", meaning: "Only those with this URN." },
      { name: "id_prefix", type: "string", meaning: "Only those whose id begins so." },
      {
        name: "changed_since",
        type: "string",
        meaning: "Only those whose `ts` is this or later; as `from` of `/query`.",
      },
      { name: "gone", type: "boolean", meaning: "Also those that their store no longer lists." },
      { name: "limit", type: "integer", meaning: "Objects on a page; default and maximum 1000." },
      { name: "cursor", type: "string", meaning: "The `cursor` of the page before." },
    ],
    replies: [
      {
        status: 200,
        meaning: `\`{objects: [${OBJECT}], cursor?, personal_data?}\`. With a \`cursor\` there may be more.`,
        media: [JSON_TYPE],
      },
      NOT_FOUND,
    ],
  },
  {
    method: "GET",
    path: "/info/{type}/{id*}",
    access: "open",
    summary:
      "One object, as each of the stores that are read now tells it: several may know the same id. A URN may stand for the id, and finds objects of any store.",
    parameters: [{ name: "source", type: "string", meaning: "Only what this store told." }],
    replies: [
      {
        status: 200,
        meaning: `\`{objects: [${OBJECT}], personal_data?}\`, at least one.`,
        media: [JSON_TYPE],
      },
      NOT_FOUND,
    ],
  },
] as const satisfies readonly ApiRoute[];

export function infoHandlers(context: ApiContext): ApiHandlers<typeof infoRoutes> {
  const { store, turns } = context;
  return {
    "GET /info/{type}": async (request) => {
      const type = typeIn(request.path);
      const page = await turns.take(request.signal, () =>
        store.info.list(readPage(request, type, context)),
      );
      const cursor = page.cursor === undefined ? {} : { cursor: page.cursor };
      return objectsAnswer(request, type, page.objects, cursor);
    },
    "GET /info/{type}/{id*}": async (request) => {
      const type = typeIn(request.path);
      const name = { type, id: request.path["id"] ?? "", source: request.parameters.get("source") };
      const objects = await turns.take(request.signal, () => findObjects(name, context));
      if (objects.length > 0) return objectsAnswer(request, type, objects, {});
      throw new AppError("not_found", `no store tells of ${type} ${JSON.stringify(name.id)}`);
    },
  };
}

/** @throws AppError `not_found` for a type that does not exist */
export function typeIn(path: ApiRequest["path"]): InfoType {
  const type = path["type"];
  if (isInfoType(type)) return type;
  throw new AppError(
    "not_found",
    `there is no type ${JSON.stringify(type)}: ${infoTypes.join(", ")}`,
  );
}

function readPage(
  { parameters }: ApiRequest,
  type: InfoType,
  { limits, clock }: ApiContext,
): InfoPageRequest {
  const { maxList } = limits;
  const [source, urn, idPrefix, since, cursor] = [
    "source",
    "urn",
    "id_prefix",
    "changed_since",
    "cursor",
  ].map((name) => parameters.get(name));
  const nowUs = Math.floor(clock.wallMs() * 1000);
  return {
    type,
    limit: wholeNumber(parameters, "limit", { min: 1, max: maxList, usual: maxList }),
    withGone: isTrue(parameters, "gone"),
    ...(source !== undefined && { source }),
    ...(urn !== undefined && { urn }),
    ...(idPrefix !== undefined && { idPrefix }),
    ...(since !== undefined && { changedSinceUs: readInstantUs("changed_since", since, nowUs) }),
    ...(cursor !== undefined && { cursor }),
  };
}

function objectsAnswer(
  { seesPersonal: showsPersonal }: ApiRequest,
  type: InfoType,
  objects: readonly StoredInfo[],
  tail: object,
): ApiAnswer {
  const isWithheld = !showsPersonal && isPersonal(type);
  const end = { ...tail, ...(isWithheld && { personal_data: "withheld" }) };
  const body = objectsText(objects, { showsPersonal }, JSON.stringify(end));
  return { status: 200, contentType: JSON_TYPE, body };
}

/** @param tail a JSON object with the members that follow the list */
async function* objectsText(
  objects: readonly StoredInfo[],
  options: { readonly showsPersonal: boolean },
  tail: string,
): AsyncGenerator<string, void, undefined> {
  let text = '{"objects":[';
  for (const [at, object] of objects.entries()) {
    text += `${at > 0 ? "," : ""}\n${objectText(object, options)}`;
    if (text.length < PIECE_CHARS) continue;
    yield text;
    text = "";
    // Parsing a page of large documents takes long; others go between.
    await Promise.resolve();
  }
  yield `${text}\n]${tail === "{}" ? "" : `,${tail.slice(1, -1)}`}}\n`;
}
