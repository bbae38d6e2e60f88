import { AppError } from "@signalbox/errors";
import type { InputObject, InputValue } from "./input-value.js";

/** Which members of an object a GET shows (cdn-router 6.4). */
export interface EntrySelection {
  /** Keys to show; `*` stands for any run of characters. */
  readonly search?: string | undefined;
  /** v1 takes `search` as the start of a key, v2 as the whole. Default "whole". */
  readonly searchFor?: "start" | "whole" | undefined;
  /** By key, in the order of its UTF-16 units. Default: as stored. */
  readonly sort?: "asc" | "desc" | undefined;
  /** At most so many, after sorting. Default: all. */
  readonly limit?: number | undefined;
}

/** The same as a query string has it. */
export interface EntryParameters {
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  readonly limit?: string | undefined;
}

export type InputEntry = readonly [key: string, value: InputValue];

const MAX_SEARCH_CHARS = 256;
const COUNT = /^[1-9]\d{0,8}$/;

/** @throws AppError `invalid_argument` for a search above 256 characters, another order, or a limit that is no number above 0. */
export function readSelection(
  parameters: EntryParameters,
  searchFor: "start" | "whole",
): EntrySelection {
  const { search, sort, limit } = parameters;
  if (search !== undefined && search.length > MAX_SEARCH_CHARS)
    throw new AppError(
      "invalid_argument",
      `search has ${search.length} characters, limit is ${MAX_SEARCH_CHARS}`,
    );
  if (sort !== undefined && sort !== "asc" && sort !== "desc")
    throw new AppError("invalid_argument", "sort must be asc or desc");
  if (limit !== undefined && !COUNT.test(limit))
    throw new AppError("invalid_argument", "limit must be a whole number from 1 to 999999999");
  return { search, searchFor, sort, limit: limit === undefined ? undefined : Number(limit) };
}

/**
 * The members of `object` that match. They are pairs, because an object would put keys that are whole numbers first,
 * whatever order was asked for.
 */
export function selectEntries(object: InputObject, selection: EntrySelection): InputEntry[] {
  const { search, searchFor, sort, limit } = selection;
  const pattern = searchFor === "start" && search !== undefined ? `${search}*` : search;
  const entries: InputEntry[] = Object.entries(object);
  const found = pattern === undefined ? entries : entries.filter(([key]) => matches(pattern, key));
  if (sort !== undefined) found.sort(([a], [b]) => (a < b === (sort === "asc") ? -1 : 1));
  return found.slice(0, limit);
}

/** The JSON text of an object with its members in the order of `entries`. */
export function entriesToJson(entries: readonly InputEntry[]): string {
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${members.join(",")}}`;
}

/** `pattern` covers all of `text`. The pieces between stars are sought from left to right, without going back. */
export function matches(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces.shift() ?? "";
  const last = pieces.pop();
  if (last === undefined) return first === text;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const middle = text.slice(first.length, text.length - last.length);
  let at = 0;
  for (const piece of pieces) {
    const found = middle.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}
