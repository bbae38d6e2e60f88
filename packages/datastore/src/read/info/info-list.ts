import { AppError } from "@signalbox/errors";
import { infoError } from "@signalbox/monitoring-model";
import type { StoredInfo } from "@signalbox/timeseries-store";
import type { InfoReplies, ReplyOptions } from "./info-replies.js";
import type { ListQuestion } from "./list-question.js";
import { TreeIdsFinder, type TreeReading } from "./tree-ids.js";

interface Page {
  readonly objects: readonly StoredInfo[];
  readonly cursor?: string;
}

/** The objects of one page. @throws AppError `invalid_argument`, `not_found` for an aggregate that is not there */
export function listPage(question: ListQuestion, reading: TreeReading): Promise<Page> {
  const { aggregate } = question;
  if (aggregate) return pageOfAggregate(question, aggregate, reading);
  const { type, urn, idPrefix, changedSinceUs, limit, cursor } = question;
  return reading.store.info.list({
    source: "",
    type,
    limit,
    ...(urn !== undefined && { urn }),
    ...(idPrefix !== undefined && { idPrefix }),
    ...(changedSinceUs !== undefined && { changedSinceUs }),
    ...(cursor !== undefined && { cursor }),
  });
}

/** By id; the cursor holds the last id of the page before. */
async function pageOfAggregate(
  question: ListQuestion,
  { id, type }: NonNullable<ListQuestion["aggregate"]>,
  reading: TreeReading,
): Promise<Page> {
  const aggregate = await reading.store.info.get({ source: "", type: "aggregate", id });
  if (!aggregate) {
    throw new AppError("not_found", infoError({ type: "aggregate", id }).error_message);
  }
  const ids = await new TreeIdsFinder(reading).find(aggregate, type);
  const after = question.cursor === undefined ? undefined : idIn(question.cursor);
  const left = ids
    .filter((one) => after === undefined || one > after)
    .filter((one) => one.startsWith(question.idPrefix ?? ""))
    .sort();
  const some = left.slice(0, question.limit);
  const found = await reading.store.info.getMany(
    some.map((one) => ({ source: "", type, id: one })),
  );
  const objects = found.filter((info) => info !== undefined).filter((info) => fits(info, question));
  const last = some.at(-1);
  return left.length > some.length && last !== undefined
    ? { objects, cursor: cursorOf(last) }
    : { objects };
}

const fits = (info: StoredInfo, { urn, changedSinceUs }: ListQuestion): boolean =>
  (urn === undefined || info.urn === urn) &&
  (changedSinceUs === undefined || info.tsUs >= changedSinceUs);

const cursorOf = (id: string): string => Buffer.from(id, "utf8").toString("base64url");
const idIn = (cursor: string): string => Buffer.from(cursor, "base64url").toString("utf8");

/** `{"type", "objects": [...], "cursor"}`; each object as its own info query gives it. */
export async function* listText(
  { type }: ListQuestion,
  { objects, cursor }: Page,
  options: ReplyOptions & { readonly replies: InfoReplies; readonly signal: AbortSignal },
): AsyncGenerator<string, void, undefined> {
  let text = `{"type":"${type}","objects":[`;
  for (const [at, info] of objects.entries()) {
    options.signal.throwIfAborted();
    const reply = await options.replies.replyTo(type, info, options);
    text += (at === 0 ? "" : ",") + JSON.stringify(reply);
    if (text.length < CHUNK_CHARS) continue;
    yield text;
    text = "";
  }
  yield `${text}]${cursor === undefined ? "" : `,"cursor":${JSON.stringify(cursor)}`}}`;
}

/** Text that is sent in one go. */
const CHUNK_CHARS = 32_768;
