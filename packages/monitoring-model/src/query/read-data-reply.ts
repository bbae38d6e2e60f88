import { oneLine } from "@signalbox/errors";
import { isErrorReply } from "../info/read/read-info-reply.js";
import {
  DEFAULT_DATA_REPLY_LIMITS,
  type DataReply,
  type DataReplyLimits,
  type DataSeries,
} from "./data-reply.js";
import { isRecord, readItemHead } from "./item-head.js";
import { PointReader } from "./point-reader.js";
import { ReplyProblems } from "./reply-problems.js";

/** Work between two turns, in points: about a millisecond. */
const POINTS_PER_STEP = 10_000;
/** What an item costs besides its points. */
const POINTS_PER_ITEM = 20;

/**
 * Reads what a datastore answers to a data query (datastore-polling, 3.4), and what stands in old replies: a single item instead
 * of a list, ids that do not match their event, numbers in quotes (10). What cannot be used is reported, never silently dropped.
 * Never throws.
 *
 * @param reply JSON text, or the value that it gives
 */
export function readDataReply(reply: unknown, limits: Partial<DataReplyLimits> = {}): DataReply {
  const steps = readDataReplyInSteps(reply, limits);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** `readDataReply` in steps of a millisecond or so, for `runInTurns`. */
export function* readDataReplyInSteps(
  reply: unknown,
  limits: Partial<DataReplyLimits> = {},
): Generator<undefined, DataReply, undefined> {
  const all = { ...DEFAULT_DATA_REPLY_LIMITS, ...limits };
  if (typeof reply !== "string") return yield* readValue(reply, all);
  if (reply.length > all.maxTextChars)
    return unusable(`reply has ${reply.length} characters, limit is ${all.maxTextChars}`);
  const parsed = parse(reply);
  return parsed ? yield* readValue(parsed.value, all) : unusable("reply is not JSON");
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function unusable(reason: string): DataReply {
  return { kind: "unusable", reason };
}

function* readValue(
  value: unknown,
  limits: DataReplyLimits,
): Generator<undefined, DataReply, undefined> {
  if (Array.isArray(value)) {
    if (value.length > limits.maxItems)
      return unusable(`reply has ${value.length} items, limit is ${limits.maxItems}`);
    return yield* readItems(value, limits);
  }
  if (!isRecord(value)) return unusable("reply is neither a list nor an object");
  if (isErrorReply(value)) return errorOf(value);
  if (looksLikeItem(value)) return yield* readItems([value], limits);
  if (typeof value.error_message === "string") return errorOf(value);
  return unusable("reply is an object, but neither an error nor a data item");
}

function errorOf(value: Readonly<Record<string, unknown>>): DataReply {
  const { error_message: message, origin_url: originUrl } = value;
  return {
    kind: "error",
    message: typeof message === "string" ? oneLine(message) : "error without message",
    ...(typeof originUrl === "string" && { originUrl }),
  };
}

function looksLikeItem(value: Readonly<Record<string, unknown>>): boolean {
  return ["tsdata", "eventType"].some((key) => Object.hasOwn(value, key));
}

function* readItems(
  list: readonly unknown[],
  limits: DataReplyLimits,
): Generator<undefined, DataReply, undefined> {
  const problems = new ReplyProblems(limits.maxProblems);
  const points = new PointReader(problems);
  const items: DataSeries[] = [];
  let lostItems = 0;
  let total = 0;
  let left = POINTS_PER_STEP;
  for (const [index, item] of list.entries()) {
    if (left <= 0) {
      left = POINTS_PER_STEP;
      yield;
    }
    const path = `[${index}]`;
    const tsdata = points.listOf(item, path);
    total += tsdata.length;
    if (total > limits.maxPoints)
      return unusable(`reply has more than ${limits.maxPoints} points, the limit`);
    left -= POINTS_PER_ITEM;
    const head = readItemHead(item, path, problems);
    if (typeof head === "string") {
      problems.add(path, head);
      points.lose(tsdata.length);
      lostItems += 1;
      continue;
    }
    const columns = { ts: [] as number[], values: [] as number[] };
    const place = { columns, path };
    for (const [at, point] of tsdata.entries()) {
      points.read(point, place, at);
      left -= 1;
      if (left > 0) continue;
      left = POINTS_PER_STEP;
      yield;
    }
    items.push({ ...head, ...columns });
  }
  const { lostPoints } = points;
  return { kind: "items", items, lostPoints, lostItems, ...problems.report() };
}
