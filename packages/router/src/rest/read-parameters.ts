import { didYouMean } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import type { RestParameter } from "./rest-route.js";

const MAX_SHOWN_CHARS = 64;

/**
 * The query parameters. An unknown one is refused rather than ignored: with a misspelt `ttl` a value would stay for ever.
 *
 * @throws AppError `invalid_argument` for an unknown or repeated one
 */
export function readParameters(
  query: string,
  known: readonly RestParameter[],
): ReadonlyMap<string, string> {
  const names = known.map(({ name }) => name);
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const shown = JSON.stringify(name.slice(0, MAX_SHOWN_CHARS));
    if (!names.includes(name))
      throw refused(`unknown query parameter ${shown}${hint(name, names)}`);
    if (found.has(name)) throw refused(`query parameter ${shown} is given twice`);
    found.set(name, value);
  }
  return found;
}

function hint(name: string, names: readonly string[]): string {
  const guess = didYouMean(name, names);
  if (guess !== "") return guess;
  return names.length === 0 ? "; this path has none" : `; known: ${names.join(", ")}`;
}

const refused = (message: string): AppError => new AppError("invalid_argument", message);
