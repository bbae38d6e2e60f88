import { runInTurns, type Clock, type Steps } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import {
  JsonBytes,
  OPEN_LIST,
  OPEN_OBJECT,
  CLOSE_OBJECT,
  COLON,
  COMMA,
} from "../ingest/json/json-bytes.js";
import { eachElement } from "../ingest/json/json-elements.js";
import type { ObjectReader } from "../ingest/info/object-reader.js";
import { readJsonPoints } from "../ingest/points/json-points.js";
import type { Importer } from "./importer.js";
import { JsonSplitter } from "./json-splitter.js";
import { modernObject } from "./modern-object.js";

const MAX_ELEMENT_BYTES = 256 * 1024 * 1024;
const MAX_OBJECT_BYTES = 8 * 1024 * 1024;
const MAX_KEY_BYTES = 64 * 1024;
const ANY_VALUE = { maxBytes: MAX_ELEMENT_BYTES, maxDepth: 64 } as const;
const POINTS_KEYS = ["tsdata", "points", "eventType"] as const;
const US_PER_MS = 1000;

export interface ElementsOptions {
  readonly importer: Importer;
  readonly reader: ObjectReader;
  readonly clock: Clock;
  /** Type of the objects of points that do not tell it. */
  readonly objectType?: string | undefined;
  /** Objects get the present time instead of their own. */
  readonly asNew: boolean;
}

/**
 * Reads JSON of objects and points as it arrives, in all forms that datastores answer and the ingest API takes, and lets what it
 * reads be written. Holds a batch and one element at most.
 *
 * @throws AppError `invalid_argument` when the text is not JSON; those of the sink
 */
export async function readElements(
  chunks: AsyncIterable<Buffer>,
  options: ElementsOptions,
): Promise<void> {
  const { importer, clock } = options;
  const splitter = new JsonSplitter({ maxElementBytes: MAX_ELEMENT_BYTES });
  let index = 0;
  const read = async (element: Buffer): Promise<void> => {
    await runInTurns(
      clock,
      readElement(element, options, () => `element ${index++}`),
    );
    if (importer.isFull) await importer.flush();
  };
  try {
    for await (const chunk of chunks)
      for (const element of splitter.push(chunk)) await read(element);
    splitter.end();
  } finally {
    // Also what stands before the place where the text breaks off.
    await importer.flush();
  }
}

/** One element; a list in a list is the elements in it. */
function* readElement(
  element: Buffer,
  options: ElementsOptions,
  nameOf: () => string,
): Steps<void> {
  if (element[0] !== OPEN_LIST) {
    yield* readOne(element, options, nameOf());
    return;
  }
  const json = new JsonBytes(element);
  yield* eachElement(json, function* () {
    json.peek();
    const from = json.at;
    json.skipValue(ANY_VALUE);
    yield* readOne(element.subarray(from, json.at), options, nameOf());
  });
}

function* readOne(element: Buffer, options: ElementsOptions, name: string): Steps<void> {
  const { importer, objectType } = options;
  try {
    const keys = keysOf(element);
    const isPoints = POINTS_KEYS.some((key) => keys.has(key));
    if (isPoints) yield* readJsonPoints(element, importer.batch, { objectType });
    else readObject(element, options, name);
  } catch (reason) {
    const { code, message } = AppError.from(reason);
    if (code === "internal") throw reason;
    importer.report.onUnreadable(1, `${name}: ${message}`);
  }
}

function readObject(element: Buffer, options: ElementsOptions, name: string): void {
  const { importer, reader, clock, asNew } = options;
  const value = new JsonBytes(element).value({ maxBytes: MAX_OBJECT_BYTES, maxDepth: 16 });
  if (typeof value !== "object" || value === null) {
    importer.report.onUnreadable(1, `${name}: is not an object`);
    return;
  }
  const modern = modernObject({ ...value });
  if ("problem" in modern) {
    importer.report.onUnreadable(1, `${name}: ${modern.problem}`);
    return;
  }
  for (const path of modern.leftOut) importer.report.remark(`${name}: ${path} is left out`);
  const nowUs = Math.floor(clock.wallMs() * US_PER_MS);
  const fields = asNew ? { ...modern.fields, ts: nowUs } : modern.fields;
  const read = reader.read(fields, { nowUs, maxUs: Number.MAX_SAFE_INTEGER });
  if (read.problems) {
    for (const { path, problem } of read.problems.slice(1)) {
      importer.report.remark(`${name}, ${read.name}${at(path)}: ${problem}`);
    }
    const [first] = read.problems;
    const text = `${at(first?.path ?? "")}: ${first?.problem ?? ""}`;
    importer.report.onObjectRefused(`${name}, ${read.name}${text}`);
    return;
  }
  importer.addObject({ object: read.object, fields });
}

const at = (path: string): string => (path === "" ? "" : ` at ${path}`);

/** The names of an object's own fields. */
function keysOf(element: Buffer): ReadonlySet<string> {
  const json = new JsonBytes(element);
  const keys = new Set<string>();
  json.expect(OPEN_OBJECT);
  if (json.take(CLOSE_OBJECT)) return keys;
  do {
    keys.add(json.string(MAX_KEY_BYTES));
    json.expect(COLON);
    json.skipValue(ANY_VALUE);
  } while (json.take(COMMA));
  json.expect(CLOSE_OBJECT);
  return keys;
}
