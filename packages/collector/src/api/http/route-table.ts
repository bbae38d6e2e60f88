import { AppError } from "@signalbox/errors";
import type { ApiRoute } from "../api-route.js";

/** A route that fits a path, and what stood for its names. */
export interface FoundRoute {
  readonly route: ApiRoute;
  readonly path: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: ApiRoute;
  readonly segments: readonly string[];
}

/** Finds routes by path. Of two that fit, the one that names more of the path goes first. */
export class RouteTable {
  readonly #patterns: readonly Pattern[];

  constructor(routes: readonly ApiRoute[]) {
    this.#patterns = routes
      .map((route) => ({ route, segments: route.path.slice(1).split("/") }))
      .sort((a, b) => fixedCount(b) - fixedCount(a));
  }

  /**
   * Every route of the path, whatever its method.
   *
   * @param path as sent, without the query
   * @throws AppError `invalid_argument` for a known path that is not well percent-encoded
   */
  at(path: string): FoundRoute[] {
    const segments = path.slice(1).split("/");
    return this.#patterns.flatMap((pattern) => {
      const names = matched(pattern.segments, segments);
      return names ? [{ route: pattern.route, path: decodedNames(names) }] : [];
    });
  }
}

/** What a path with these routes answers, for `Allow`. */
export function methodsOf(found: readonly FoundRoute[]): string[] {
  const methods = new Set<string>(found.map(({ route }) => route.method));
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  return [...methods].sort();
}

const isName = (segment: string): boolean => segment.startsWith("{");

function fixedCount({ segments }: Pattern): number {
  return segments.filter((segment) => !isName(segment)).length;
}

type Names = readonly (readonly [name: string, raw: string])[];

function matched(pattern: readonly string[], segments: readonly string[]): Names | undefined {
  const names: (readonly [string, string])[] = [];
  for (const [at, part] of pattern.entries()) {
    if (part.endsWith("*}")) {
      const rest = segments.slice(at).join("/");
      return rest === "" ? undefined : [...names, [part.slice(1, -2), rest]];
    }
    const segment = segments[at];
    if (segment === undefined) return undefined;
    if (isName(part) && segment !== "") names.push([part.slice(1, -1), segment]);
    else if (part !== segment) return undefined;
  }
  return segments.length === pattern.length ? names : undefined;
}

function decodedNames(names: Names): Record<string, string> {
  return Object.fromEntries(names.map(([name, raw]) => [name, decoded(raw)]));
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new AppError("invalid_argument", "the path is not well percent-encoded", { cause });
  }
}
