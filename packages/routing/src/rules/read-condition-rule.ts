import { deniedBody, expressionBody } from "./lua-body.js";
import type {
  AllowRule,
  DenyRule,
  FirstMatchRule,
  FirstMatchTarget,
  SplitRule,
} from "./routing-document.js";
import {
  conditionGate,
  plainSettings,
  type GroupRuleShape,
  type MemberShape,
} from "./rule-shape.js";
import { targetAt } from "./target-reference.js";

type ConditionRule = AllowRule | DenyRule | SplitRule | FirstMatchRule;

/** The four rules that are a sequential group of members behind conditions. Source: reference 3.3, 3.5. */
export function readConditionRule(rule: ConditionRule, path: string): GroupRuleShape {
  return {
    kind: "group",
    name: rule.name ?? "",
    path,
    order: "sequential",
    members: membersOf(rule, path),
    settings: { ...plainSettings, fallback: rule.type === "split" && rule.fallback === true },
  };
}

function membersOf(rule: ConditionRule, path: string): MemberShape[] {
  switch (rule.type) {
    case "allow":
      return [
        {
          target: targetAt(rule.onMatch, `${path}.onMatch`),
          gate: conditionGate(expressionBody(rule.condition)),
        },
      ];
    case "deny":
      return [
        {
          target: targetAt(rule.onMiss, `${path}.onMiss`),
          gate: conditionGate(deniedBody(expressionBody(rule.condition))),
        },
      ];
    case "split":
      return splitMembers(rule, path);
    case "firstMatch":
      return (rule.targets ?? []).map((target, index) =>
        firstMatchMember(target, `${path}.targets[${index}]`),
      );
  }
}

function splitMembers(rule: SplitRule, path: string): MemberShape[] {
  const gate = conditionGate(expressionBody(rule.condition));
  return [
    { target: targetAt(rule.onMatch, `${path}.onMatch`), gate },
    {
      target: targetAt(rule.onMiss, `${path}.onMiss`),
      gate: { ...gate, isOtherHalf: true, seesFirstHost: true },
    },
  ];
}

function firstMatchMember(document: FirstMatchTarget, path: string): MemberShape {
  if (typeof document === "string") {
    return { target: targetAt(document, path), gate: conditionGate(expressionBody(undefined)) };
  }
  const gate = conditionGate(expressionBody(document.condition));
  const isUnset = document.onMatch === undefined || document.onMatch === "";
  if (isUnset && document.target !== undefined) {
    return { target: targetAt(document.target, `${path}.target`), gate };
  }
  return { target: targetAt(document.onMatch, `${path}.onMatch`), gate };
}
