import type { Steps } from "@signalbox/clock";
import { eventOfMetric, isInfoType, readDataReply } from "@signalbox/monitoring-model";
import { CLOSE_OBJECT, COLON, COMMA, JsonBytes, OPEN_OBJECT, QUOTE } from "../json/json-bytes.js";
import { eachElement } from "../json/json-elements.js";
import { JsonColumns } from "./json-columns.js";
import type { PointBatch } from "./point-batch.js";
import type { RejectedSeries } from "./points-report.js";

/** Of a text in the head of an item: an id and what stands before it, or a URL, escapes and all. */
const MAX_TEXT_BYTES = 16 * 1024;
const OTHER = { maxBytes: 64 * 1024, maxDepth: 16 } as const;
const POINTS_KEYS: ReadonlySet<string> = new Set(["tsdata", "points"]);
const HEAD_KEYS: ReadonlySet<string> = new Set([
  "type",
  "event",
  "id",
  "eventType",
  "subject",
  "description",
]);

const OF_TYPE = " of type ";
const INFO_PATH = "/info/";

type Head = ReadonlyMap<string, unknown>;

interface SeriesName {
  readonly type: string;
  readonly event: string;
  readonly id: string;
}

/**
 * Reads points in JSON: items as a datastore answers data queries with (datastore-polling, 3.4), or
 * `{"type", "event", "id", "points": [[ts, v], ...]}`; one, a list, or one on each line. `ts` are microseconds since 1970.
 *
 * @param options.objectType Type of the objects of items that do not tell it.
 * @throws AppError `invalid_argument` when the body is not JSON, `item_too_large` beyond a limit
 */
export function* readJsonPoints(
  body: Buffer,
  batch: PointBatch,
  options: { readonly objectType?: string | undefined } = {},
): Steps<void> {
  const json = new JsonBytes(body);
  yield* eachElement(json, function* () {
    yield* readItem(json, batch, options.objectType);
  });
}

function* readItem(
  json: JsonBytes,
  batch: PointBatch,
  objectType: string | undefined,
): Steps<void> {
  json.expect(OPEN_OBJECT);
  const head = new Map<string, unknown>();
  const columns = new JsonColumns(json, batch);
  if (!json.take(CLOSE_OBJECT)) {
    do {
      const key = json.string(MAX_TEXT_BYTES);
      json.expect(COLON);
      if (POINTS_KEYS.has(key)) yield* columns.read();
      else if (HEAD_KEYS.has(key)) head.set(key, headValue(json));
      else json.skipValue(OTHER);
    } while (json.take(COMMA));
    json.expect(CLOSE_OBJECT);
  }
  keep(columns, seriesOf(head, objectType), batch);
}

function headValue(json: JsonBytes): unknown {
  return json.peek() === QUOTE ? json.string(MAX_TEXT_BYTES) : json.value(OTHER);
}

/** What the item is about, or what is wrong with it and as much of its name as is known. */
function seriesOf(
  head: Head,
  objectType: string | undefined,
): SeriesName | { readonly reason: string; readonly series: RejectedSeries } {
  if (head.has("event")) return compactSeries(head, objectType);
  return plainItemSeries(head) ?? itemSeries(head, objectType);
}

function compactSeries(head: Head, objectType: string | undefined) {
  const [type = objectType, event, id] = ["type", "event", "id"].map((key) => textOf(head, key));
  if (type !== undefined && event !== undefined && id !== undefined) {
    return { type, event: eventOfMetric(event) ?? event, id };
  }
  const series = named({ type, event, id });
  return { reason: "type, event and id are not three texts", series };
}

/** An item of which each part says what it should, as we send them: most are, and looking closer takes ten times as long. */
function plainItemSeries(head: Head): SeriesName | undefined {
  const [metric, itemId, subject] = ["eventType", "id", "subject"].map((key) => textOf(head, key));
  const event = metric === undefined ? undefined : eventOfMetric(metric);
  if (event === undefined || itemId?.startsWith(`${event}:`) !== true) return undefined;
  const id = itemId.slice(event.length + 1);
  const type =
    subject === undefined
      ? typeBehind(textOf(head, "description"), OF_TYPE, "")
      : typeBehind(subject, INFO_PATH, "/");
  return type === undefined || id === "" ? undefined : { type, event, id };
}

/** The object type between the last `mark` of a text and `end`. */
function typeBehind(text: string | undefined, mark: string, end: string): string | undefined {
  const at = text?.lastIndexOf(mark) ?? -1;
  if (text === undefined || at < 0) return undefined;
  const rest = text.slice(at + mark.length);
  const type = end === "" ? rest : rest.split(end, 1)[0];
  return isInfoType(type) ? type : undefined;
}

/** With the reader of replies: ids and subjects of stores of all ages are its business. */
function itemSeries(head: Head, objectType: string | undefined) {
  const reply = readDataReply([{ ...Object.fromEntries(head), tsdata: [] }]);
  const [item] = reply.kind === "items" ? reply.items : [];
  if (!item) {
    const series = named({ type: undefined, event: undefined, id: textOf(head, "id") });
    return { reason: "the item names no event or no object", series };
  }
  const { event, objectId: id } = item;
  const type = item.objectType ?? textOf(head, "type") ?? objectType;
  if (type !== undefined) return { type, event, id };
  return { reason: "the item does not tell the type of its object", series: { event, id } };
}

function textOf(head: Head, key: string): string | undefined {
  const value = head.get(key);
  return typeof value === "string" ? value : undefined;
}

const named = (names: Record<keyof RejectedSeries, string | undefined>): RejectedSeries =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined));

function keep(
  { ts, values, faults }: JsonColumns,
  name: ReturnType<typeof seriesOf>,
  batch: PointBatch,
): void {
  const points = ts.length + (faults?.points ?? 0);
  if ("reason" in name) {
    refuse(name.series, name.reason, points, batch);
    return;
  }
  const { type: objectType, event, id: objectId } = name;
  const problem = batch.take({ series: { source: "", objectType, event, objectId }, ts, values });
  if (problem === undefined) faults?.tell(name, batch.rejections);
  else refuse(name, problem, points, batch);
}

function refuse(series: RejectedSeries, reason: string, points: number, batch: PointBatch): void {
  if (points > 0) batch.rejections.add({ series, points, code: "bad_series", reason });
}
