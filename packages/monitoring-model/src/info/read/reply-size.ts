import type { InfoReadLimits } from "./info-result.js";

export const DEFAULT_INFO_READ_LIMITS: InfoReadLimits = {
  maxValues: 200_000,
  maxDepth: 16,
  maxTextChars: 65_536,
  maxNotes: 100,
};

interface Level {
  readonly values: readonly unknown[];
  next: number;
}

function levelOf(value: object): Level {
  return { values: Array.isArray(value) ? value : Object.values(value), next: 0 };
}

function longName(value: object, maxChars: number): boolean {
  return !Array.isArray(value) && Object.keys(value).some((name) => name.length > maxChars);
}

/**
 * The limit that a reply exceeds, in words. Walks without recursion, so that depth cannot exhaust the stack, and stops at
 * the first limit.
 */
export function sizeProblem(reply: unknown, limits: InfoReadLimits): string | undefined {
  const open: Level[] = [{ values: [reply], next: 0 }];
  let count = 0;
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    if (level.next === level.values.length) {
      open.pop();
      continue;
    }
    const value = level.values[level.next++];
    if (++count > limits.maxValues)
      return `the reply has more than ${limits.maxValues} values (maxValues)`;
    if (typeof value === "string" && value.length > limits.maxTextChars) {
      return `the reply has a text of ${value.length} characters, limit ${limits.maxTextChars} (maxTextChars)`;
    }
    if (typeof value !== "object" || value === null) continue;
    if (open.length > limits.maxDepth)
      return `the reply is deeper than ${limits.maxDepth} levels (maxDepth)`;
    if (longName(value, limits.maxTextChars)) {
      return `the reply has a field name longer than ${limits.maxTextChars} characters (maxTextChars)`;
    }
    open.push(levelOf(value));
  }
  return undefined;
}
