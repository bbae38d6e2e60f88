import { AppError } from "@signalbox/errors";
import type { InfoKey, InfoObject } from "./info-store.js";
import type { DownsampleRequest, PointsRequest, SeriesKey } from "./series-store.js";

/** Longest source, type, event, id, urn, space or key of a value, in UTF-16 units; four of them still fit a key of an index. */
export const MAX_NAME_CHARS = 512;
/** Longest document or value, in UTF-16 units. */
export const MAX_DOCUMENT_CHARS = 8 * 1024 * 1024;
/** Most keys one request may name. */
export const MAX_KEYS = 10_000;
const MAX_PAGE = 10_000;
const DEFAULT_PAGE = 1000;

/** @returns an `invalid_argument` with one line that names the thing, the value and the limit */
export function invalid(message: string): AppError {
  return new AppError("invalid_argument", message);
}

/**
 * Text that every back end can keep: PostgreSQL has no character NUL in a text, and neither has UTF-8 for half a surrogate pair.
 *
 * @throws AppError `invalid_argument`
 */
export function checkText(what: string, text: string, maxChars: number): void {
  if (text.length > maxChars)
    throw invalid(`${what} has ${text.length} characters, limit is ${maxChars}`);
  if (text.includes("\0")) throw invalid(`${what} contains the character NUL`);
  if (!text.isWellFormed()) throw invalid(`${what} contains half a surrogate pair`);
}

/** @throws AppError `invalid_argument` */
export function checkName(what: string, text: string): void {
  checkText(what, text, MAX_NAME_CHARS);
}

/** @throws AppError `invalid_argument` */
export function checkSeriesKey(key: SeriesKey): void {
  checkName("source", key.source);
  checkName("objectType", key.objectType);
  checkName("event", key.event);
  checkName("objectId", key.objectId);
}

/** @throws AppError `invalid_argument` */
export function checkInfoKey(key: InfoKey): void {
  checkName("source", key.source);
  checkName("type", key.type);
  checkName("id", key.id);
}

/** @throws AppError `invalid_argument` */
export function checkInfoObject(object: InfoObject): void {
  checkInfoKey(object);
  if (object.urn !== undefined) checkName("urn", object.urn);
  checkInstant("tsUs", object.tsUs);
  checkText("document", object.document, MAX_DOCUMENT_CHARS);
  for (const { field, type, id, urn } of object.references) {
    checkName("field of a reference", field);
    checkName("type of a reference", type);
    if (id !== undefined) checkName("id of a reference", id);
    if (urn !== undefined) checkName("urn of a reference", urn);
    if (id === undefined && urn === undefined)
      throw invalid(`reference ${field} has neither id nor urn`);
  }
}

/** Microseconds since 1970, before it too. @throws AppError `invalid_argument` */
export function checkInstant(what: string, timeUs: number): void {
  if (!Number.isSafeInteger(timeUs))
    throw invalid(`${what} is ${timeUs}, not a whole number of microseconds within 2^53`);
}

/** @throws AppError `invalid_argument` */
export function checkKeyCount(count: number): void {
  if (count > MAX_KEYS) throw invalid(`${count} keys in one request, limit is ${MAX_KEYS}`);
}

/** @returns the rows of a page. @throws AppError `invalid_argument` */
export function pageLimit(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_PAGE;
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw invalid(`limit is ${limit}, not a whole number from 1 to ${MAX_PAGE}`);
  return limit;
}

/** How many a removal may take. @throws AppError `invalid_argument` */
export function removalLimit(limit: number | undefined, usual: number): number {
  if (limit === undefined) return usual;
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw invalid(`limit is ${limit}, not a whole number from 1`);
  return limit;
}

/** @throws AppError `invalid_argument` */
export function checkPointsRequest(request: PointsRequest): void {
  checkKeyCount(request.series.length);
  request.series.forEach(checkSeriesKey);
  checkInstant("fromUs", request.fromUs);
  checkInstant("toUs", request.toUs);
  if (request.maxPoints !== undefined && !(request.maxPoints >= 0))
    throw invalid(`maxPoints is ${request.maxPoints}, not a number from 0`);
}

/** @throws AppError `invalid_argument` */
export function checkDownsampleRequest(request: DownsampleRequest): void {
  checkPointsRequest(request);
  if (!Number.isSafeInteger(request.stepUs) || request.stepUs < 1)
    throw invalid(`stepUs is ${request.stepUs}, not a whole number of microseconds from 1`);
}

/** What a read of more than `maxPoints` points ends with. */
export function tooManyPoints(maxPoints: number): AppError {
  return new AppError("item_too_large", `the answer has more than ${maxPoints} points (maxPoints)`);
}
