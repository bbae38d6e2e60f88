import { AppError, oneLine } from "@signalbox/errors";
import type { HttpReply } from "@signalbox/http-client";
import { readInfoReply, type InfoType } from "@signalbox/monitoring-model";
import { readJson } from "../json/read-json.js";
import { infoUrl } from "../origins/store-address.js";
import { failed, labelOf, type Fetched, type Fetcher } from "../transport/fetch.js";
import type {
  InfoAnswer,
  InfoObjectAnswer,
  InfoQueryOptions,
  LinkQueryOptions,
} from "./info-answer.js";

/** Objects that may list all there is: a hundred thousand things, with three values each. */
const LISTING_TYPES: ReadonlySet<InfoType | undefined> = new Set<InfoType | undefined>([
  "aggregate",
  "authority",
  "externalcheck",
  undefined,
]);
const MAX_LISTING_VALUES = 400_000;
/** Others are read in a few hundredths of a second: reading an object cannot be interrupted. */
const MAX_VALUES = 20_000;
const NOT_MODIFIED = 304;
const NOT_FOUND = 404;
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,256}"$/;

/** Asks for the object at its own place, and takes no other. */
export async function queryInfo(
  fetcher: Fetcher,
  wanted: { storeUrl: URL; type: InfoType; id: string },
  options: InfoQueryOptions,
): Promise<InfoAnswer> {
  const { storeUrl, type, id } = wanted;
  const answer = await queryUrl(fetcher, infoUrl(storeUrl, type, id), {
    ...options,
    expectedType: type,
    expectedId: id,
  });
  if (answer.kind !== "object" || (answer.type === type && answer.id === id)) return answer;
  throw failed(
    `${answer.url} answered with ${answer.type} ${JSON.stringify(answer.id)} instead of ${type} ${JSON.stringify(id)}`,
  );
}

/**
 * Asks where a link leads to. What is there counts, whatever its id: links and ids of real stores disagree at times.
 *
 * @throws AppError `permission_denied` for a link that may not be followed
 */
export async function queryLink(
  fetcher: Fetcher,
  href: string,
  options: LinkQueryOptions,
): Promise<InfoAnswer> {
  const resolved = fetcher.parts.origins.resolve(href);
  if (resolved.kind === "allowed") return queryUrl(fetcher, resolved.url, options);
  throw new AppError("permission_denied", resolved.reason);
}

async function queryUrl(
  fetcher: Fetcher,
  url: URL,
  options: LinkQueryOptions,
): Promise<InfoAnswer> {
  const { etag, signal } = options;
  const fetched = await fetcher.fetch({
    url,
    ...(etag !== undefined && { headers: { "If-None-Match": etag } }),
    accepts: [NOT_MODIFIED, NOT_FOUND],
    signal,
  });
  const { status } = fetched.reply;
  if (status === NOT_MODIFIED) return notModified(fetched, etag);
  if (status === NOT_FOUND) {
    return { kind: "absent", message: `${labelOf({ url: fetched.url })} answered 404` };
  }
  return readObject(fetcher, fetched, options);
}

function notModified({ url }: Fetched, etag: string | undefined): InfoAnswer {
  if (etag !== undefined) return { kind: "not-modified" };
  throw failed(`${labelOf({ url })} answered 304 to a request without a condition`);
}

/** What an answer with a body says. @throws AppError `upstream_failed` when it cannot be used */
export async function readObject(
  { parts }: Fetcher,
  { reply, url }: Fetched,
  { expectedType, expectedId }: LinkQueryOptions,
): Promise<InfoAnswer> {
  const label = labelOf({ url });
  const sent = await readJson(parts.clock, reply.body, { label, limits: parts.limits });
  if (!saysWhatItIs(sent)) throw failed(`${label} answered with JSON that is no info object`);
  const reading = readInfoReply(sent, {
    limits: { maxValues: LISTING_TYPES.has(expectedType) ? MAX_LISTING_VALUES : MAX_VALUES },
    ...(expectedType !== undefined && { expectedType }),
    ...(expectedId !== undefined && { expectedId }),
  });
  if (reading.kind === "error") return { kind: "absent", message: oneLine(reading.message) };
  if (reading.kind === "unusable") throw failed(`${label}: ${reading.reason}`);
  const answer: InfoObjectAnswer = { ...reading, ...etagOf(reply), url: url.href, sent };
  return answer;
}

/** Other programs answer with JSON objects, too; an info object of any age has one of these (datastore-polling, 4.3). */
function saysWhatItIs(sent: unknown): boolean {
  if (typeof sent !== "object" || sent === null) return false;
  return Object.hasOwn(sent, "$schema") || Object.hasOwn(sent, "id");
}

/** Only what can be sent back as it is. */
function etagOf({ headers }: HttpReply): { etag?: string } {
  const etag = headers["etag"];
  return etag !== undefined && ETAG.test(etag) ? { etag } : {};
}
