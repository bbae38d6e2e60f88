import {
  checkHashingTargets,
  checkMemberCount,
  checkOrder,
  readSettings,
} from "./group-settings.js";
import { ALWAYS, functionBody } from "./lua-body.js";
import type { ProblemList } from "./problem-list.js";
import type {
  ConsistentHashingRule,
  ContentPopularityRule,
  MemberOrder,
  RandomRule,
  RawGroupMember,
  RawGroupRule,
  WeightedRule,
} from "./routing-document.js";
import {
  conditionGate,
  plainSettings,
  weightGate,
  type GroupRuleShape,
  type MemberShape,
} from "./rule-shape.js";
import { targetAt } from "./target-reference.js";
import { weightedMembers } from "./weighted-members.js";

type GroupRule =
  RandomRule | WeightedRule | ContentPopularityRule | ConsistentHashingRule | RawGroupRule;

/** The five rules that choose among members by an order of their own. Source: reference 3.3, 3.4, 3.5. */
export function readGroupRule(rule: GroupRule, path: string, list: ProblemList): GroupRuleShape {
  const common = { kind: "group", name: rule.name ?? "", path, settings: plainSettings } as const;
  switch (rule.type) {
    case "random":
      return { ...common, order: "random", members: randomMembers(rule, path) };
    case "weighted":
      return { ...common, order: "weighted", members: weightedMembers(rule, path, list) };
    case "contentPopularity":
      return {
        ...common,
        order: "content_popularity",
        members: popularityMembers(rule, path),
        settings: readSettings(rule, path, list),
      };
    case "consistentHashing":
      return {
        ...common,
        order: "consistent_hashing",
        members: hashingMembers(rule, path, list),
        settings: readSettings(rule, path, list),
      };
    case "rawGroup":
      return { ...common, ...readRawGroup(rule, path, list) };
  }
}

function randomMembers(rule: RandomRule, path: string): MemberShape[] {
  return (rule.targets ?? []).map((target, index) => ({
    target: targetAt(target, `${path}.targets[${index}]`),
    gate: conditionGate(ALWAYS),
  }));
}

function popularityMembers(rule: ContentPopularityRule, path: string): MemberShape[] {
  return [
    { target: targetAt(rule.onPopular, `${path}.onPopular`), gate: conditionGate(ALWAYS) },
    { target: targetAt(rule.onUnpopular, `${path}.onUnpopular`), gate: conditionGate(ALWAYS) },
  ];
}

function hashingMembers(
  rule: ConsistentHashingRule,
  path: string,
  list: ProblemList,
): MemberShape[] {
  const targets = rule.targets ?? [];
  checkHashingTargets(targets.length, `${path}.targets`, list);
  const enabled = targets.flatMap((target, index): MemberShape[] => {
    const at = `${path}.targets[${index}]`;
    if (typeof target === "string") {
      return [{ target: targetAt(target, at), gate: conditionGate(ALWAYS) }];
    }
    if (target.enabled === false) return [];
    return [{ target: targetAt(target.target, `${at}.target`), gate: conditionGate(ALWAYS) }];
  });
  warnOfRepeats(enabled, list);
  return enabled;
}

/** The same name has the same score: the second mention never gets a content of its own. */
function warnOfRepeats(members: readonly MemberShape[], list: ProblemList): void {
  const seen = new Set<string>();
  for (const { target } of members) {
    if (seen.has(target.name)) list.warning(target.path, `"${target.name}" is named twice`);
    seen.add(target.name);
  }
}

function readRawGroup(
  rule: RawGroupRule,
  path: string,
  list: ProblemList,
): Pick<GroupRuleShape, "order" | "members" | "settings"> {
  const order = rule.memberOrder ?? "sequential";
  const members = (rule.members ?? []).map((member, index) =>
    rawMember(member, `${path}.members[${index}]`, order),
  );
  checkOrder(order, `${path}.memberOrder`, list);
  checkMemberCount(order, members.length, `${path}.members`, list);
  return { order, members, settings: readSettings(rule, path, list) };
}

/** Only the weighted order looks at how large a weight is. */
function rawMember(member: RawGroupMember, path: string, order: MemberOrder): MemberShape {
  const document = typeof member === "string" ? { target: member } : member;
  const body = functionBody(typeof member === "string" ? undefined : member.weightFunction);
  return {
    target: targetAt(document.target, typeof member === "string" ? path : `${path}.target`),
    gate: order === "weighted" ? weightGate(body) : conditionGate(body),
  };
}
