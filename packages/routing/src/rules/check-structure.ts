import type { Steps } from "@signalbox/clock";
import type { ProblemList } from "./problem-list.js";
import type { GroupRuleShape, RuleShape } from "./rule-shape.js";

/** Levels of a tree, the entrypoint and the host included. Source: reference cdn-router 3.1. */
export const MAX_DEPTH = 64;
/** Default bound on the nodes of a tree: a rule that is named in several places counts in each. */
export const MAX_NODES = 100_000;

interface Extent {
  readonly depth: number;
  readonly nodes: number;
}

const RULES_AT_ONCE = 1000;
const LEAF: Extent = { depth: 1, nodes: 1 };

/**
 * Finds cycles among all rules, and whether the tree under the entrypoint is too deep or too large once shared rules are
 * repeated, without building it. Uses no recursion: a list of rules may be any length.
 */
export function* checkStructureInSteps(
  rules: readonly RuleShape[],
  entrypoint: string,
  maxNodes: number,
  list: ProblemList,
): Steps<void> {
  const extents = yield* measure(rules, list);
  const { depth, nodes } = extents.get(entrypoint) ?? LEAF;
  if (depth > MAX_DEPTH) {
    list.problem("entrypoint", `the tree is ${depth} levels deep, the limit is ${MAX_DEPTH}`);
  }
  if (nodes > maxNodes) {
    list.problem(
      "entrypoint",
      `the tree has ${nodes} nodes once shared rules are repeated, the limit is ${maxNodes}`,
    );
  }
}

interface Frame {
  readonly rule: GroupRuleShape;
  next: number;
}

/** Depth-first with a stack of our own; a rule is measured when all its members are. */
function* measure(rules: readonly RuleShape[], list: ProblemList): Steps<Map<string, Extent>> {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const extents = new Map<string, Extent>();
  const open = new Map<string, number>();
  for (const [at, start] of rules.entries()) {
    if (at % RULES_AT_ONCE === 0) yield;
    if (start.kind === "host" || extents.has(start.name)) continue;
    const stack: Frame[] = [{ rule: start, next: 0 }];
    open.set(start.name, 0);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const member = top.rule.members[top.next++];
      if (member === undefined) {
        extents.set(top.rule.name, extentOf(top.rule, extents));
        open.delete(top.rule.name);
        stack.pop();
        continue;
      }
      const target = byName.get(member.target.name);
      if (target?.kind !== "group" || extents.has(target.name)) continue;
      const since = open.get(target.name);
      if (since === undefined) {
        open.set(target.name, stack.length);
        stack.push({ rule: target, next: 0 });
      } else list.problem(member.target.path, cycleText(stack.slice(since), target.name));
    }
  }
  return extents;
}

function extentOf(rule: GroupRuleShape, extents: ReadonlyMap<string, Extent>): Extent {
  let depth = 0;
  let nodes = 0;
  for (const { target } of rule.members) {
    const member = extents.get(target.name) ?? LEAF;
    depth = Math.max(depth, member.depth);
    nodes += member.nodes;
  }
  return { depth: depth + 1, nodes: nodes + 1 };
}

const MAX_NAMED = 10;

function cycleText(frames: readonly Frame[], back: string): string {
  const names = frames.map(({ rule }) => rule.name);
  const shown = names.length > MAX_NAMED ? [...names.slice(0, MAX_NAMED), "..."] : names;
  return `cycle of ${names.length} rules: ${[...shown, back].join(" > ")}`;
}
