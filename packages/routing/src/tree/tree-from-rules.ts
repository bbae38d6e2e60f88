import type { Steps } from "@signalbox/clock";
import { ALWAYS } from "../rules/lua-body.js";
import type { RoutingShape } from "../rules/read-routing.js";
import {
  conditionGate,
  plainSettings,
  type GateShape,
  type GroupRuleShape,
  type RuleShape,
} from "../rules/rule-shape.js";
import { NodeIds } from "./node-ids.js";
import type { TreeNode } from "./tree-node.js";

const NODES_AT_ONCE = 1000;

/**
 * Expands checked rules into a tree. A gate stands on the member it opens, so that a health function in a condition sees
 * the member's host as the selected one. Source: reference cdn-router 3.5.
 */
export function* treeFromRulesInSteps(shape: RoutingShape): Steps<TreeNode | undefined> {
  if (shape.entrypoint === "") return undefined;
  const expander = new Expander(shape.rules, yield* NodeIds.inSteps(shape.rules));
  yield;
  return yield* expander.target(shape.entrypoint, conditionGate(ALWAYS), shape.entrypoint);
}

class Expander {
  readonly #rules: ReadonlyMap<string, RuleShape>;
  readonly #ids: NodeIds;

  #nodes = 0;

  constructor(rules: readonly RuleShape[], ids: NodeIds) {
    this.#rules = new Map(rules.map((rule) => [rule.name, rule]));
    this.#ids = ids;
  }

  /** `leafId` is the counter of the node, should the target be a host. */
  *target(name: string, gate: GateShape, leafId: string): Steps<TreeNode> {
    if (this.#nodes++ % NODES_AT_ONCE === 0) yield;
    const rule = this.#rules.get(name);
    if (rule?.kind === "group") return yield* this.#group(rule, gate);
    if (rule?.kind === "host") {
      return this.#leaf(rule.host.name, gate, rule.name, rule.name, rule.own);
    }
    return this.#leaf(name, gate, leafId, name, ALWAYS);
  }

  *#group(rule: GroupRuleShape, gate: GateShape): Steps<TreeNode> {
    const id = this.#ids.place(rule.name);
    const members: TreeNode[] = [];
    for (const [index, member] of rule.members.entries()) {
      const leafId = this.#ids.leafOf(rule.name, index);
      members.push(yield* this.target(member.target.name, member.gate, leafId));
    }
    const { name, order, settings } = rule;
    return { kind: "group", id, counterId: name, gate, hashName: name, order, settings, members };
  }

  #leaf(
    host: string,
    gate: GateShape,
    counterId: string,
    hashName: string,
    own: typeof ALWAYS,
  ): TreeNode {
    const id = this.#ids.place(counterId);
    if (host !== "") return { kind: "leaf", id, counterId, gate, hashName, host, own };
    // The empty target: a group without members always fails.
    return {
      kind: "group",
      id,
      counterId,
      gate,
      hashName,
      order: "sequential",
      settings: plainSettings,
      members: [],
    };
  }
}
