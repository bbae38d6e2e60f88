import { checkReferences } from "./check-references.js";
import { checkStructure, MAX_NODES } from "./check-structure.js";
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
export function readRouting(
  document: RoutingDocument,
  limits: RoutingLimits,
  list: ProblemList,
): RoutingShape {
  const { groups, hosts } = readHosts(document.hostGroups ?? [], list);
  const rules = readRules(document.rules ?? [], list);
  const entrypoint = document.entrypoint ?? "";
  checkReferences(rules, hosts, entrypoint, list);
  checkStructure(rules, entrypoint, limits.maxNodes ?? MAX_NODES, list);
  return { groups, hosts, rules, entrypoint };
}
