import { MAX_NODES } from "../rules/check-structure.js";
import { ProblemList } from "../rules/problem-list.js";
import { readRouting, type RoutingLimits } from "../rules/read-routing.js";
import type { RoutingDocument } from "../rules/routing-document.js";
import type { Problem } from "../address/problem.js";
import { cdnDocuments, readCdnHosts } from "./cdn-documents.js";
import { compilePlan } from "./compile-plan.js";
import type { Plan } from "./plan.js";
import type { LowLevelDocument } from "./tree-document.js";
import { treeFromDocument } from "./tree-from-document.js";
import { treeFromRules } from "./tree-from-rules.js";
import { treeToDocument } from "./tree-to-document.js";

export interface CompileOptions extends RoutingLimits {
  /** Most rankings kept for consistent hashing, all groups together. Default 10,000, about 4 MB. */
  readonly maxRankings?: number;
}

const DEFAULT_MAX_RANKINGS = 10_000;

/** A refused document changes nothing: `problems` names everything that is wrong with it, each with its path. */
export type Compiled =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly lowLevel: LowLevelDocument;
      readonly warnings: readonly Problem[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
    };

/**
 * Compiles host groups, rules and entrypoint. The shape of the document is taken for granted (its schema checks that);
 * its meaning is checked here. Source: reference cdn-router 3.
 */
export function compileRouting(document: RoutingDocument, options: CompileOptions = {}): Compiled {
  const list = new ProblemList();
  const shape = readRouting(document, options, list);
  const { problems, warnings } = list;
  if (problems.length > 0) return { ok: false, problems, warnings };
  const tree = treeFromRules(shape);
  const plan = compilePlan(tree, shape.hosts, options.maxRankings ?? DEFAULT_MAX_RANKINGS);
  const routing = tree === undefined ? {} : { routing: treeToDocument(tree) };
  const lowLevel = { ...routing, ...cdnDocuments(shape.hosts, shape.groups) };
  return { ok: true, plan, lowLevel, warnings };
}

/** Compiles the low-level form. Source: reference cdn-router 2.5, 3.4. */
export function compileLowLevel(
  document: LowLevelDocument,
  options: CompileOptions = {},
): Compiled {
  const list = new ProblemList();
  const hosts = readCdnHosts(document, list);
  const reading = {
    hosts: new Set(document.hosts.map(({ id }) => id)),
    maxNodes: options.maxNodes ?? MAX_NODES,
    list,
  };
  if (document.routing === undefined) list.warning("routing", "missing: no request gets a host");
  const tree =
    document.routing === undefined ? undefined : treeFromDocument(document.routing, reading);
  const { problems, warnings } = list;
  if (problems.length > 0) return { ok: false, problems, warnings };
  const plan = compilePlan(tree, hosts, options.maxRankings ?? DEFAULT_MAX_RANKINGS);
  return { ok: true, plan, lowLevel: document, warnings };
}
