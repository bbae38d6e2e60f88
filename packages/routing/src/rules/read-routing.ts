import type { Steps } from "@signalbox/clock";
import { checkReferences } from "./check-references.js";
import { checkStructureInSteps, MAX_NODES } from "./check-structure.js";
import type { ProblemList } from "./problem-list.js";
import { readHosts, type HostShapes } from "./read-hosts.js";
import { readRules } from "./read-rules.js";
import type { RoutingDocument } from "./routing-document.js";
import type { RuleShape } from "./rule-shape.js";

export interface RoutingLimits {
  /** Most nodes of the tree, shared rules counted wherever they are named. Default 100,000. */
  readonly maxNodes?: number;
}

export interface RoutingShape extends HostShapes {
  readonly rules: readonly RuleShape[];
  readonly entrypoint: string;
}

/** Brings the document into one spelling and checks what it means. Only without problems may the shape be used. */
export function* readRoutingInSteps(
  document: RoutingDocument,
  limits: RoutingLimits,
  list: ProblemList,
): Steps<RoutingShape> {
  const { groups, hosts } = readHosts(document.hostGroups ?? [], list);
  yield;
  const rules = readRules(document.rules ?? [], list);
  const entrypoint = document.entrypoint ?? "";
  yield;
  checkReferences(rules, hosts, entrypoint, list);
  yield;
  yield* checkStructureInSteps(rules, entrypoint, limits.maxNodes ?? MAX_NODES, list);
  yield;
  return { groups, hosts, rules, entrypoint };
}
