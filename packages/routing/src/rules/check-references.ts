import { didYouMean } from "./nearest-name.js";
import type { ProblemList } from "./problem-list.js";
import type { RuleShape, TargetReference } from "./rule-shape.js";

/** Suggestions compare a name with every known one; past this many missing names the message goes without. */
const MAX_SUGGESTIONS = 20;

interface NamedThing {
  readonly name: string;
  readonly path: string;
}

/**
 * Rules and hosts share one namespace, so a name may be given once. Every target must exist; the empty target is fine.
 * Order in the list has no meaning. Source: reference cdn-router 3.1.
 */
export function checkReferences(
  rules: readonly RuleShape[],
  hosts: readonly NamedThing[],
  entrypoint: string,
  list: ProblemList,
): void {
  const names = checkNames([...hosts, ...rules], list);
  const hostNames = new Set(hosts.map(({ name }) => name));
  let suggestions = 0;
  const missing = (kind: string, target: TargetReference, known: Iterable<string>): void => {
    const hint = suggestions++ < MAX_SUGGESTIONS ? didYouMean(target.name, known) : "";
    list.problem(target.path, `unknown ${kind} "${target.name}"${hint}`);
  };
  for (const rule of rules) {
    if (rule.kind === "host") {
      const { host } = rule;
      if (host.name !== "" && !hostNames.has(host.name)) missing("host", host, hostNames);
      continue;
    }
    for (const { target } of rule.members) {
      if (target.name !== "" && !names.has(target.name)) missing("rule or host", target, names);
    }
  }
  if (entrypoint === "") {
    list.warning("entrypoint", "it is empty: no request gets a host");
  } else if (!names.has(entrypoint)) {
    missing("rule or host", { name: entrypoint, path: "entrypoint" }, names);
  }
}

function checkNames(things: readonly NamedThing[], list: ProblemList): ReadonlySet<string> {
  const paths = new Map<string, string>();
  for (const { name, path } of things) {
    const first = paths.get(name);
    if (name === "") list.problem(`${path}.name`, "a rule or host needs a name");
    else if (first === undefined) paths.set(name, path);
    else list.problem(`${path}.name`, `"${name}" is already the name of ${first}`);
  }
  return new Set(paths.keys());
}
