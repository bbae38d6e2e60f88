import type { Scope } from "../api/caller.js";

const SCOPE_OF_FIRST: Readonly<Record<string, Scope | "none">> = {
  "": "none",
  info: "info",
  data: "data",
  ingest: "write",
  "openapi.json": "none",
};

/**
 * What a caller needs for a path; `none`: being admitted is enough. A path that nobody knows needs what inventory needs.
 *
 * @param path behind the prefix, decoded
 */
export function scopeOf(path: string): Scope | "none" {
  const [, first = ""] = path.split("/", 2);
  return Object.hasOwn(SCOPE_OF_FIRST, first) ? (SCOPE_OF_FIRST[first] ?? "info") : "info";
}
