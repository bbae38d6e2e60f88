import { MAX_DEPTH } from "../rules/check-structure.js";
import {
  checkAlgorithm,
  checkCutoff,
  checkMemberCount,
  checkOrder,
  checkSpread,
} from "../rules/group-settings.js";
import { constantBody, functionBody, type LuaBody } from "../rules/lua-body.js";
import { didYouMean } from "../rules/nearest-name.js";
import type { ProblemList } from "../rules/problem-list.js";
import {
  conditionGate,
  plainSettings,
  weightGate,
  type GateShape,
  type GroupSettings,
} from "../rules/rule-shape.js";
import type { MemberOrder } from "../rules/routing-document.js";
import { checkWeight } from "../rules/weighted-members.js";
import type { TreeNodeDocument } from "./tree-document.js";
import type { TreeNode } from "./tree-node.js";

export interface TreeReading {
  readonly hosts: ReadonlySet<string>;
  readonly maxNodes: number;
  readonly list: ProblemList;
}

/** Reads a low-level tree; every problem with its path goes to the list. Source: reference cdn-router 3.4. */
export function treeFromDocument(document: TreeNodeDocument, reading: TreeReading): TreeNode {
  return new TreeReader(reading).read(document, "routing", "sequential", 1);
}

class TreeReader {
  readonly #ids = new Map<string, string>();
  #nodes = 0;

  constructor(private readonly reading: TreeReading) {}

  read(node: TreeNodeDocument, path: string, parent: MemberOrder, depth: number): TreeNode {
    this.#count(path);
    this.#checkId(node, path);
    const gate = this.#gate(node, path, parent);
    const common = { id: node.id, counterId: node.id, gate };
    if (node.host_id !== undefined) {
      this.#checkLeaf(node, node.host_id, path);
      const host = node.host_id;
      return {
        ...common,
        kind: "leaf",
        host,
        own: functionBody(node.host_weight_function),
        hashName: node.hash_name ?? host,
      };
    }
    const order = node.member_order ?? "sequential";
    return {
      ...common,
      kind: "group",
      order,
      hashName: node.hash_name ?? node.id,
      settings: this.#settings(node, order, path),
      members: this.#members(node, order, path, depth),
    };
  }

  #members(node: TreeNodeDocument, order: MemberOrder, path: string, depth: number): TreeNode[] {
    const { list, maxNodes } = this.reading;
    if (node.members === undefined) {
      list.problem(path, "neither host_id nor members: a node is a leaf or a group");
    } else if (depth >= MAX_DEPTH && node.members.length > 0) {
      list.problem(path, `the tree goes on below level ${MAX_DEPTH}, the limit`);
      return [];
    }
    const members: TreeNode[] = [];
    for (const [index, member] of (node.members ?? []).entries()) {
      if (this.#nodes > maxNodes) break;
      members.push(this.read(member, `${path}.members[${index}]`, order, depth + 1));
    }
    return members;
  }

  /** Reading stops at the first node too many, so it is reported once. */
  #count(path: string): void {
    const { list, maxNodes } = this.reading;
    this.#nodes++;
    if (this.#nodes === maxNodes + 1) {
      list.problem(path, `the tree has more nodes than the limit, ${maxNodes}`);
    }
  }

  #checkId(node: TreeNodeDocument, path: string): void {
    const first = this.#ids.get(node.id);
    if (node.id === "") this.reading.list.problem(`${path}.id`, "a node needs an id");
    else if (first === undefined) this.#ids.set(node.id, path);
    else {
      this.reading.list.problem(`${path}.id`, `"${node.id}" is already the id of ${first}`);
    }
  }

  #checkLeaf(node: TreeNodeDocument, host: string, path: string): void {
    const { hosts, list } = this.reading;
    if (node.members !== undefined) {
      list.problem(path, "both host_id and members: a node is a leaf or a group");
    }
    if (!hosts.has(host)) {
      list.problem(`${path}.host_id`, `unknown host "${host}"${didYouMean(host, hosts)}`);
    }
  }

  /** Only the weighted order looks at how large a weight is. */
  #gate(node: TreeNodeDocument, path: string, parent: MemberOrder): GateShape {
    const body = this.#body(node, path);
    const gate = parent === "weighted" ? weightGate(body) : conditionGate(body);
    return { ...gate, seesFirstHost: node.sees_first_host ?? false };
  }

  #body(node: TreeNodeDocument, path: string): LuaBody {
    if (node.weight === undefined) return functionBody(node.weight_function);
    checkWeight(node.weight, `${path}.weight`, this.reading.list);
    if (node.weight_function !== undefined) {
      this.reading.list.problem(path, "both weight and weight_function");
    }
    return constantBody(node.weight);
  }

  #settings(node: TreeNodeDocument, order: MemberOrder, path: string): GroupSettings {
    const { list } = this.reading;
    const settings = {
      fallback: node.fallback ?? false,
      cutoff: node.content_popularity_cutoff ?? plainSettings.cutoff,
      spreadFactor: node.spread_factor ?? plainSettings.spreadFactor,
      hashAlgorithm: node.hash_algorithm ?? plainSettings.hashAlgorithm,
    };
    checkOrder(order, `${path}.member_order`, list);
    checkMemberCount(order, node.members?.length ?? 0, `${path}.members`, list);
    checkCutoff(settings.cutoff, `${path}.content_popularity_cutoff`, list);
    checkSpread(settings.spreadFactor, `${path}.spread_factor`, list);
    checkAlgorithm(settings.hashAlgorithm, `${path}.hash_algorithm`, list);
    return settings;
  }
}
