import { isDeepStrictEqual } from "node:util";

/**
 * Settings that differ and need a restart, by their dotted paths, in order; never their values, which may be secret.
 *
 * @param live what a reload puts in force without a restart: paths of sections or of single settings
 */
export function changedSettings(
  before: object,
  after: object,
  live: ReadonlySet<string>,
): string[] {
  return differences({ before, after, path: "" }, live).sort();
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  readonly path: string;
}

function differences({ before, after, path }: Pair, live: ReadonlySet<string>): string[] {
  if (live.has(path) || isDeepStrictEqual(before, after)) return [];
  if (!isSection(before) || !isSection(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const inside = path === "" ? key : `${path}.${key}`;
    return differences({ before: before[key], after: after[key], path: inside }, live);
  });
}

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
