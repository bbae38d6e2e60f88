import type { Steps } from "@signalbox/clock";
import { constantBody, deniedBody, weighedCondition, type LuaBody } from "../rules/lua-body.js";
import type { GateShape } from "../rules/rule-shape.js";
import type { TreeNodeDocument } from "./tree-document.js";
import type { TreeGroup, TreeLeaf, TreeNode } from "./tree-node.js";

const MEMBERS_AT_ONCE = 500;

/** The tree as the JSON of reference cdn-router 3.4, for reading; compiling it again gives the same decisions. */
export function* treeToDocumentInSteps(root: TreeNode): Steps<TreeNodeDocument> {
  return yield* nodeDocument(root, undefined);
}

function* nodeDocument(node: TreeNode, parent: TreeGroup | undefined): Steps<TreeNodeDocument> {
  const { seesFirstHost, body } = node.gate;
  // A constant sees nothing, and its place may go to the weight function of a rawHost.
  const sight = seesFirstHost && body.constant === undefined ? { sees_first_host: true } : {};
  const common = { id: node.id, ...sight, ...hashName(node) };
  if (node.kind === "leaf") {
    return { ...common, host_id: node.host, ...leafFunctions(node, parent) };
  }
  const members: TreeNodeDocument[] = [];
  for (const [at, member] of node.members.entries()) {
    if (at % MEMBERS_AT_ONCE === MEMBERS_AT_ONCE - 1) yield;
    members.push(yield* nodeDocument(member, node));
  }
  return {
    ...common,
    member_order: node.order,
    ...orderSettings(node),
    ...weightFunction(bodyOf(node.gate), parent === undefined),
    members,
  };
}

/** One function where that says the same: the first gate is always open and nothing looks at it but as a gate. */
function leafFunctions(
  { own, gate }: TreeLeaf,
  parent: TreeGroup | undefined,
): Pick<TreeNodeDocument, "weight_function" | "host_weight_function"> {
  const isRoot = parent === undefined;
  const body = bodyOf(gate);
  if (own.constant === 1) return weightFunction(body, isRoot);
  const isOpen = body.constant === 1 && parent?.order !== "weighted";
  if (isOpen && parent?.settings.fallback !== true) return weightFunction(own, isRoot);
  return { ...weightFunction(body, isRoot), host_weight_function: own.lua };
}

/** The root stands under nothing that could weigh it; only a host as entrypoint can have a gate there. */
function weightFunction(body: LuaBody, isRoot: boolean): Pick<TreeNodeDocument, "weight_function"> {
  return isRoot && body.constant === 1 ? {} : { weight_function: body.lua };
}

function bodyOf(gate: GateShape): LuaBody {
  if (gate.weighs) return gate.body;
  if (gate.isOtherHalf) return deniedBody(gate.body);
  if (gate.weight === 1) return gate.body;
  return weighedCondition(gate.body, constantBody(gate.weight));
}

function orderSettings({ order, settings }: TreeGroup): Partial<TreeNodeDocument> {
  const fallback = settings.fallback ? { fallback: true } : {};
  switch (order) {
    case "content_popularity":
      return { ...fallback, content_popularity_cutoff: settings.cutoff };
    case "consistent_hashing":
      return {
        ...fallback,
        spread_factor: settings.spreadFactor,
        hash_algorithm: settings.hashAlgorithm,
      };
    case "sequential":
    case "weighted":
    case "random":
      return fallback;
  }
}

/** Said only where a reader of the document would take another name, or contents would move to other hosts. */
function hashName(node: TreeNode): Pick<TreeNodeDocument, "hash_name"> {
  return node.hashName === defaultHashName(node) ? {} : { hash_name: node.hashName };
}

export function defaultHashName(node: Pick<TreeLeaf, "kind" | "host"> | TreeGroup): string {
  return node.kind === "leaf" ? node.host : node.id;
}
