import type { RestRoute } from "./rest-route.js";

const REST = "{/path*}";

/** A route that fits a path, and what stands for `{/path*}`. */
export interface FoundRoute<Route extends RestRoute = RestRoute> {
  readonly route: Route;
  readonly rest: readonly string[];
}

interface Pattern<Route> {
  readonly route: Route;
  readonly fixed: readonly string[];
  readonly hasRest: boolean;
}

/** Finds routes by path. Of two that fit, the one that names more of the path goes first. */
export class RouteTable<Route extends RestRoute> {
  readonly #patterns: readonly Pattern<Route>[];

  constructor(routes: readonly Route[]) {
    const patterns = routes.map((route) => patternOf(route));
    this.#patterns = patterns.sort((a, b) => rank(b) - rank(a));
  }

  /** Every route of the path, whatever its method. */
  at(segments: readonly string[]): FoundRoute<Route>[] {
    return this.#patterns
      .filter((pattern) => fits(pattern, segments))
      .map(({ route, fixed }) => ({ route, rest: segments.slice(fixed.length) }));
  }
}

/** What a path with these routes answers, for `Allow`. */
export function methodsOf(found: readonly FoundRoute[]): string[] {
  const methods = new Set<string>(found.map(({ route }) => route.method));
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  return [...methods].sort();
}

function patternOf<Route extends RestRoute>(route: Route): Pattern<Route> {
  const hasRest = route.path.endsWith(REST);
  const path = hasRest ? route.path.slice(0, -REST.length) : route.path;
  return { route, fixed: path.split("/").slice(1), hasRest };
}

/** More fixed segments first; where they are as many, the path without a rest. */
const rank = ({ fixed, hasRest }: Pattern<unknown>): number => fixed.length * 2 - (hasRest ? 1 : 0);

function fits({ fixed, hasRest }: Pattern<unknown>, segments: readonly string[]): boolean {
  const isLongEnough = hasRest ? segments.length >= fixed.length : segments.length === fixed.length;
  return isLongEnough && fixed.every((segment, at) => segment === segments[at]);
}
