import { oneLine } from "@signalbox/errors";
import type { Instant } from "../instant.js";
import type { Field, Point } from "../point.js";
import { createSeries, type Series, type Tag } from "../series.js";
import { readJsonTime } from "./json-time.js";
import type { JsonLimits } from "./json-limits.js";
import type { SeriesCache } from "./series-cache.js";

/** An object of a JSON text. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * True for what is meant as one metric, its parts right or wrong; false for an object of hosts, even when hosts are called
 * `fields` and `name`: their values are objects.
 */
export function isMetric(value: JsonObject): boolean {
  if (!Object.hasOwn(value, "fields")) return false;
  return ["name", "timestamp"].some((key) => Object.hasOwn(value, key) && !isObject(value[key]));
}

const MAX_NAME_CHARS = 60;

/** A name of the input for a message. */
export function named(name: string): string {
  return `'${oneLine(name.slice(0, MAX_NAME_CHARS))}'`;
}

function readTags(value: unknown, maxTags: number): Tag[] | string {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) return "tags is no object";
  const tags: Tag[] = [];
  for (const [key, tag] of Object.entries(value)) {
    if (typeof tag !== "string") return `tag ${named(key)} is no string`;
    // An empty tag is no tag, as in line protocol.
    if (key !== "" && tag !== "") tags.push({ key, value: tag });
  }
  return tags.length > maxTags ? `${tags.length} tags, limit is ${maxTags}` : tags;
}

function readField(key: string, value: unknown): Field | undefined {
  // JSON has one kind of number: `1` may be a float that happens to be whole.
  if (typeof value === "number" && Number.isFinite(value)) return { key, kind: "float", value };
  if (typeof value === "string") return { key, kind: "string", value };
  if (typeof value === "boolean") return { key, kind: "boolean", value };
  return undefined;
}

function readFields(value: unknown, maxFields: number): Field[] | string {
  if (!isObject(value)) return "fields is no object";
  const fields: Field[] = [];
  for (const key of Object.keys(value)) {
    const field = readField(key, value[key]);
    if (!field) return `field ${named(key)} is no finite number, string or boolean`;
    fields.push(field);
  }
  if (fields.length === 0) return "no fields";
  return fields.length > maxFields ? `${fields.length} fields, limit is ${maxFields}` : fields;
}

function hasTextsAlone(tags: unknown): boolean {
  return isObject(tags) && Object.keys(tags).every((key) => typeof tags[key] === "string");
}

/** The series of a metric, or what is wrong with its tags. */
function readSeries(
  name: string,
  tags: unknown,
  { cache, maxTags }: { cache: SeriesCache; maxTags: number },
): Series | string {
  // JSON tells any two apart: what is found was read from the very same name and tags. Texts alone, for of nested objects
  // JSON may be too deep to be written.
  const sent = hasTextsAlone(tags) ? JSON.stringify([name, tags]) : undefined;
  const known = sent === undefined ? undefined : cache.find(sent);
  if (known) return known;
  const read = readTags(tags, maxTags);
  if (typeof read === "string") return read;
  const series = createSeries(name, read);
  if (sent !== undefined) cache.keep(sent, series);
  return series;
}

/**
 * Reads one metric as Telegraf's JSON serializer writes it: `{fields, name, tags, timestamp}`. A missing time is the
 * time of arrival. Source: configuration-and-telegraf 3.2.
 *
 * @returns what is wrong with it, when something is.
 */
export function readMetric(
  value: JsonObject,
  arrival: Instant,
  { limits, cache }: { readonly limits: JsonLimits; readonly cache: SeriesCache },
): Point | string {
  const name = value["name"];
  if (typeof name !== "string" || name === "") return "name is no text";
  const series = readSeries(name, value["tags"], { cache, maxTags: limits.maxTags });
  if (typeof series === "string") return `${named(name)}: ${series}`;
  const fields = readFields(value["fields"], limits.maxFields);
  if (typeof fields === "string") return `${named(name)}: ${fields}`;
  const stamp = value["timestamp"];
  const time = stamp === undefined || stamp === null ? arrival : readJsonTime(stamp);
  if (!time) return `${named(name)}: timestamp is no number of a time`;
  return { series, fields, time };
}
