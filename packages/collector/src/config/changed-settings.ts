import { isDeepStrictEqual } from "node:util";
import type { CollectorConfig } from "./service-schema.js";

/** What a reload puts in force without a restart. */
const LIVE = new Set(["stores", "certificate", "trust", "log.level"]);

/** Settings that differ and need a restart, by their dotted paths; never their values, which may be secret. */
export function changedSettings(before: CollectorConfig, after: CollectorConfig): string[] {
  return differences(before, after, "").sort();
}

function differences(before: unknown, after: unknown, path: string): string[] {
  if (LIVE.has(path) || isDeepStrictEqual(before, after)) return [];
  if (!isSection(before) || !isSection(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differences(before[key], after[key], path === "" ? key : `${path}.${key}`),
  );
}

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
