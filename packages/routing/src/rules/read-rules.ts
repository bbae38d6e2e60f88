import type { ProblemList } from "./problem-list.js";
import { readGroupRule } from "./read-group-rule.js";
import { readConditionRule } from "./read-condition-rule.js";
import { functionBody } from "./lua-body.js";
import type { RuleDocument } from "./routing-document.js";
import type { RuleShape } from "./rule-shape.js";
import { targetAt } from "./target-reference.js";

/** Every rule in its common shape; values out of range go to the list. Names are not looked up here. */
export function readRules(rules: readonly RuleDocument[], list: ProblemList): RuleShape[] {
  return rules.map((rule, index) => readRule(rule, `rules[${index}]`, list));
}

function readRule(rule: RuleDocument, path: string, list: ProblemList): RuleShape {
  switch (rule.type) {
    case "allow":
    case "deny":
    case "split":
    case "firstMatch":
      return readConditionRule(rule, path);
    case "rawHost":
      return {
        kind: "host",
        name: rule.name ?? "",
        path,
        host: targetAt(rule.hostId, `${path}.hostId`),
        own: functionBody(rule.weightFunction),
      };
    case "random":
    case "weighted":
    case "contentPopularity":
    case "consistentHashing":
    case "rawGroup":
      return readGroupRule(rule, path, list);
  }
}
