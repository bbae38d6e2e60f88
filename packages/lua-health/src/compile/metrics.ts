import type { InputValue } from "../input-reader.js";
import type { EvaluationContext } from "./context.js";

/** The metrics of one host, read field by field; every read is noted. */
export interface HostMetrics {
  readonly key: string;
  readonly isPresent: boolean;
}

/**
 * Finds the key of the metrics: `given` exactly, else the names of the selected host, first present wins (2.4).
 *
 * @returns `undefined` when there is neither a name nor a selected host, after a warning.
 */
export function findMetrics(
  context: EvaluationContext,
  name: string,
  given: string | undefined,
): HostMetrics | undefined {
  const names = given === undefined ? context.host?.names : [given];
  const [first] = names ?? [];
  if (names === undefined || first === undefined) {
    if (names === undefined)
      context.warn(`${name}: no host is selected here and none is named; the answer is 0`);
    return undefined;
  }
  for (const key of names) {
    context.reads?.note(key);
    if (context.input.has(key)) return { key, isPresent: true };
  }
  context.reads?.paths?.push([first]);
  return { key: first, isPresent: false };
}

function field(context: EvaluationContext, path: readonly string[]): InputValue | undefined {
  context.reads?.paths?.push(path);
  return context.input.at(path);
}

/** A number; everything else, a number in a string too, counts as missing. */
export function numberAt(context: EvaluationContext, path: readonly string[]): number | undefined {
  const value = field(context, path);
  return typeof value === "number" ? value : undefined;
}

export function booleanAt(
  context: EvaluationContext,
  path: readonly string[],
): boolean | undefined {
  const value = field(context, path);
  return typeof value === "boolean" ? value : undefined;
}
