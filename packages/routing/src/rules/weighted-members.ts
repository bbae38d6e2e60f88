import { constantWeight, expressionBody, weighedCondition } from "./lua-body.js";
import type { ProblemList } from "./problem-list.js";
import type { WeightedRule, WeightedTarget } from "./routing-document.js";
import { conditionGate, weightGate, type GateShape, type MemberShape } from "./rule-shape.js";
import { targetAt } from "./target-reference.js";

const DEFAULT_WEIGHT = 100;

/**
 * The members of a weighted rule. A condition decides whether its target is a candidate; the weight alone says how
 * likely. Source: reference cdn-router 3.3.
 */
export function weightedMembers(
  rule: WeightedRule,
  path: string,
  list: ProblemList,
): MemberShape[] {
  const members = (rule.targets ?? []).map((target, index) =>
    weightedMember(target, `${path}.targets[${index}]`, list),
  );
  if (members.length > 0 && members.every(({ gate }) => !gate.weighs && gate.weight === 0)) {
    list.warning(`${path}.targets`, "every weight is 0: the rule always fails");
  }
  return members;
}

function weightedMember(document: WeightedTarget, path: string, list: ProblemList): MemberShape {
  if (typeof document === "string") {
    return {
      target: targetAt(document, path),
      gate: conditionGate(expressionBody(undefined), DEFAULT_WEIGHT),
    };
  }
  return {
    target: targetAt(document.target, `${path}.target`),
    gate: gateOf(document.condition, document.weight ?? DEFAULT_WEIGHT, `${path}.weight`, list),
  };
}

/** A number keeps its weight outside Lua, so that the group can be drawn from without asking every member. */
function gateOf(
  condition: string | undefined,
  weight: number | string,
  path: string,
  list: ProblemList,
): GateShape {
  const when = expressionBody(condition);
  const number = typeof weight === "number" ? weight : numberIn(weight);
  if (number !== undefined) {
    checkWeight(number, path, list);
    return conditionGate(when, number);
  }
  return weightGate(weighedCondition(when, expressionBody(String(weight))));
}

function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return DEFAULT_WEIGHT;
  const number = Number(trimmed);
  const isNumber = /^[-+]?[\d.]/.test(trimmed) && !Number.isNaN(number);
  return isNumber ? number : constantWeight(trimmed);
}

/** A negative, infinite or missing number is a mistake in a constant, whatever Lua would make of it. */
export function checkWeight(weight: number, path: string, list: ProblemList): void {
  if (Number.isFinite(weight) && weight >= 0) return;
  list.problem(path, `the weight must be a finite number from 0 up, not ${weight}`);
}
