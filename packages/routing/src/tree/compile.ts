import { runSteps, type Steps } from "@signalbox/clock";
import { MAX_NODES } from "../rules/check-structure.js";
import { ProblemList } from "../rules/problem-list.js";
import { readRoutingInSteps, type RoutingLimits } from "../rules/read-routing.js";
import type { RoutingDocument } from "../rules/routing-document.js";
import type { Problem } from "../address/problem.js";
import { cdnDocuments, readCdnHosts } from "./cdn-documents.js";
import { compilePlanInSteps } from "./compile-plan.js";
import type { Plan } from "./plan.js";
import type { LowLevelDocument } from "./tree-document.js";
import { treeFromDocument } from "./tree-from-document.js";
import { treeFromRulesInSteps } from "./tree-from-rules.js";
import { treeToDocumentInSteps } from "./tree-to-document.js";

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
  return runSteps(compileRoutingInSteps(document, options));
}

/** The same in steps: a document of megabytes takes a quarter of a second. */
export function* compileRoutingInSteps(
  document: RoutingDocument,
  options: CompileOptions = {},
): Steps<Compiled> {
  const list = new ProblemList();
  const shape = yield* readRoutingInSteps(document, options, list);
  const { problems, warnings } = list;
  if (problems.length > 0) return { ok: false, problems, warnings };
  const tree = yield* treeFromRulesInSteps(shape);
  yield;
  const { maxRankings = DEFAULT_MAX_RANKINGS } = options;
  const plan = yield* compilePlanInSteps(tree, shape.hosts, maxRankings);
  yield;
  const routing = tree === undefined ? {} : { routing: yield* treeToDocumentInSteps(tree) };
  yield;
  const lowLevel = { ...routing, ...cdnDocuments(shape.hosts, shape.groups) };
  return { ok: true, plan, lowLevel, warnings };
}

/** Compiles the low-level form. Source: reference cdn-router 2.5, 3.4. */
export function compileLowLevel(
  document: LowLevelDocument,
  options: CompileOptions = {},
): Compiled {
  return runSteps(compileLowLevelInSteps(document, options));
}

/** The same in steps. */
export function* compileLowLevelInSteps(
  document: LowLevelDocument,
  options: CompileOptions = {},
): Steps<Compiled> {
  const list = new ProblemList();
  const hosts = readCdnHosts(document, list);
  yield;
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
  yield;
  const { maxRankings = DEFAULT_MAX_RANKINGS } = options;
  const plan = yield* compilePlanInSteps(tree, hosts, maxRankings);
  return { ok: true, plan, lowLevel: document, warnings };
}
