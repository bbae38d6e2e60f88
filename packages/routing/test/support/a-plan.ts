import {
  compileRouting,
  decide,
  NO_HOST,
  seededDraws,
  type DecideOptions,
  type Decision,
  type EvaluateGate,
  type HostDocument,
  type Plan,
  type RoutingDocument,
  type RuleDocument,
} from "../../src/index.js";
import { luaWeight, type ValueOf } from "./lua-values.js";

export type HostSpec = string | HostDocument;

/** One group of hosts (by name, or whole) and rules; the entrypoint is the first rule. */
export function aDocument(
  hosts: readonly HostSpec[],
  rules: readonly RuleDocument[],
  entrypoint = rules[0]?.name ?? "",
): RoutingDocument {
  const documents = hosts.map((host) => {
    const given = typeof host === "string" ? { name: host } : host;
    return { hostname: `${given.name ?? ""}.example.net`, ...given };
  });
  return { hostGroups: [{ name: "edge", type: "host", hosts: documents }], rules, entrypoint };
}

export function aPlan(
  hosts: readonly HostSpec[],
  rules: readonly RuleDocument[],
  entrypoint?: string,
): Plan {
  return planOf(aDocument(hosts, rules, entrypoint));
}

export function planOf(document: RoutingDocument): Plan {
  const compiled = compileRouting(document);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
}

/** Values of `name()` in conditions: a record by name, `name@host` for one host; what is not listed is 1. */
export function evaluating(plan: Plan, values: Readonly<Record<string, number>>): EvaluateGate {
  return evaluatingBy(plan, (name, host) => values[`${name}@${host ?? ""}`] ?? values[name] ?? 1);
}

export function evaluatingBy(plan: Plan, valueOf: ValueOf): EvaluateGate {
  return (gate, host) =>
    luaWeight(
      plan.gates[gate]?.lua ?? "",
      host === NO_HOST ? undefined : plan.hosts[host]?.name,
      valueOf,
    );
}

export interface Choosing extends Partial<DecideOptions> {
  readonly values?: Readonly<Record<string, number>>;
  readonly contentKey?: string;
  readonly seed?: number;
}

export function decideWith(plan: Plan, choosing: Choosing = {}): Decision {
  const { values = {}, contentKey = "/a", seed = 0.5, ...options } = choosing;
  return decide(
    plan,
    { contentKey },
    {
      evaluate: evaluating(plan, values),
      random: seededDraws(seed),
      popularity: { isWithin: () => false },
      ...options,
    },
  );
}

/** The chosen host's name, or why there is none. */
export function chosen(plan: Plan, choosing: Choosing = {}): string {
  const decision = decideWith(plan, choosing);
  if (decision.kind === "host") return decision.host.name;
  return decision.kind === "none" ? decision.reason : "pending";
}

export const NOBODY = "no host qualifies";
