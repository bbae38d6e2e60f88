import type { Steps } from "@signalbox/clock";
import { ContentRanking } from "../hash/content-ranking.js";
import type { HostShape } from "../rules/read-hosts.js";
import type { GateShape } from "../rules/rule-shape.js";
import { aliasTable } from "./alias-table.js";
import { GateList } from "./gate-list.js";
import { NEVER, NO_GATE, NO_HOST, type Host, type Plan, type PlanNode } from "./plan.js";
import type { TreeGroup, TreeNode } from "./tree-node.js";

type GatePart = Pick<PlanNode, "gate" | "weighs" | "isOtherHalf" | "weight" | "ownGate">;
type DrawPart = Pick<PlanNode, "draw" | "isHopeless">;
type GroupPart = DrawPart &
  Pick<PlanNode, "order" | "fallback" | "cutoff" | "spreadFactor" | "ranking">;

const NODES_AT_ONCE = 1000;

/** Turns a checked tree into a plan. `maxRankings` is shared by all consistent hashing groups. */
export function* compilePlanInSteps(
  root: TreeNode | undefined,
  hosts: readonly HostShape[],
  maxRankings: number,
): Steps<Plan> {
  const compiler = new PlanCompiler(
    hosts,
    Math.floor(maxRankings / Math.max(1, hashingGroups(root))),
  );
  yield;
  const top = root === undefined ? undefined : yield* compiler.node(root, undefined, NO_HOST);
  const { nodes, counters } = compiler;
  return { gates: compiler.gates.gates, hosts: compiler.hosts, nodes, root: top, counters };
}

function hashingGroups(node: TreeNode | undefined): number {
  if (node?.kind !== "group") return 0;
  const own = node.order === "consistent_hashing" ? 1 : 0;
  return node.members.reduce((sum, member) => sum + hashingGroups(member), own);
}

class PlanCompiler {
  readonly gates = new GateList();
  readonly hosts: readonly Host[];
  readonly nodes: PlanNode[] = [];
  readonly counters: string[] = [];
  readonly #gateLists = new Map<string, readonly number[]>();
  readonly #counterOf = new Map<string, number>();
  readonly #hostOf: ReadonlyMap<string, Host>;

  constructor(
    hosts: readonly HostShape[],
    private readonly rankingsPerGroup: number,
  ) {
    this.hosts = hosts.map((host, index) => this.#host(host, index));
    this.#hostOf = new Map(this.hosts.map((host) => [host.name, host]));
  }

  /** `firstHost` is the host of the first member of the same group: a split's other half asks about that one. */
  *node(tree: TreeNode, parent: PlanNode | undefined, firstHost: number): Steps<PlanNode> {
    if (this.nodes.length % NODES_AT_ONCE === 0) yield;
    const host = tree.kind === "leaf" ? this.#hostOf.get(tree.host) : undefined;
    const gateHost = tree.gate.seesFirstHost ? firstHost : (host?.index ?? NO_HOST);
    const members: PlanNode[] = [];
    const gate = this.#gateOf(tree);
    const group = tree.kind === "group" ? this.#groupOf(tree) : leafPart;
    // Spelt out, so that all nodes have one shape: the walk reads them faster.
    const node: PlanNode = {
      index: this.nodes.length,
      id: tree.id,
      counter: this.#counter(tree.counterId),
      parent,
      gate: gate.gate,
      gateHost,
      weighs: gate.weighs,
      isOtherHalf: gate.isOtherHalf,
      weight: gate.weight,
      host,
      ownGate: gate.ownGate,
      order: group.order,
      members,
      fallback: group.fallback,
      cutoff: group.cutoff,
      spreadFactor: group.spreadFactor,
      draw: group.draw,
      isHopeless: group.isHopeless,
      ranking: group.ranking,
    };
    this.nodes.push(node);
    if (tree.kind === "group") yield* this.#addMembers(tree, node, members);
    return node;
  }

  *#addMembers(tree: TreeGroup, node: PlanNode, members: PlanNode[]): Steps<void> {
    for (const member of tree.members) {
      members.push(yield* this.node(member, node, members[0]?.host?.index ?? NO_HOST));
    }
  }

  /** Constants are folded: what needs no Lua has no gate. */
  #gateOf(tree: TreeNode): GatePart {
    const own = tree.kind === "leaf" ? tree.own : undefined;
    const isNever = own?.constant === 0;
    const ownGate = isNever ? NEVER : own === undefined ? NO_GATE : this.gates.of(own);
    const weight = isNever ? 0 : foldedWeight(tree.gate);
    if (weight !== undefined) {
      return { gate: NO_GATE, weighs: false, isOtherHalf: false, weight, ownGate };
    }
    const { body, weighs, isOtherHalf } = tree.gate;
    return { gate: this.gates.of(body), weighs, isOtherHalf, weight: tree.gate.weight, ownGate };
  }

  #groupOf(tree: TreeGroup): GroupPart {
    const { fallback, cutoff, spreadFactor } = tree.settings;
    const { order } = tree;
    const ranking = order === "consistent_hashing" ? this.#ranking(tree) : undefined;
    return { order, fallback, cutoff, spreadFactor, ranking, ...drawPart(tree) };
  }

  #ranking(tree: TreeGroup): ContentRanking {
    return new ContentRanking({
      names: tree.members.map((member) => member.hashName),
      algorithm: tree.settings.hashAlgorithm,
      maxKept: this.rankingsPerGroup,
    });
  }

  #counter(id: string): number {
    const known = this.#counterOf.get(id);
    if (known !== undefined) return known;
    this.#counterOf.set(id, this.counters.length);
    return this.counters.push(id) - 1;
  }

  /** Hosts with the same checks share one list, so that a large plan touches less memory. */
  #sharedGates(gates: readonly number[]): readonly number[] {
    const distinct = [...new Set(gates)].filter((gate) => gate !== NO_GATE);
    const key = distinct.join(" ");
    const known = this.#gateLists.get(key);
    if (known === undefined) this.#gateLists.set(key, distinct);
    return known ?? distinct;
  }

  #host(shape: HostShape, index: number): Host {
    const { name, hostname, ipv6Address, group, healthChecks } = shape;
    const gates = healthChecks.map((check) => this.gates.of(check));
    return {
      index,
      name,
      hostname,
      ipv6Address,
      group,
      healthGates: this.#sharedGates(gates),
      isNeverHealthy: healthChecks.some(({ constant }) => constant === 0),
    };
  }
}

const leafPart: GroupPart = {
  order: "host",
  fallback: false,
  cutoff: 0,
  spreadFactor: 0,
  draw: undefined,
  isHopeless: false,
  ranking: undefined,
};

/** The weight of a gate that needs no evaluation. */
function foldedWeight({ body, weighs, weight, isOtherHalf }: GateShape): number | undefined {
  if (body.constant === undefined) return undefined;
  if (weighs) return body.constant;
  return body.constant > 0 !== isOtherHalf ? weight : 0;
}

/** Drawing without asking every member needs weights that are known before the gates are. */
function drawPart(tree: TreeGroup): DrawPart {
  if (tree.order !== "random" && tree.order !== "weighted") {
    return { draw: undefined, isHopeless: false };
  }
  const weights = tree.members.map(knownWeight);
  if (weights.some((weight) => weight === undefined)) return { draw: undefined, isHopeless: false };
  const draw = aliasTable(weights.map((weight) => weight ?? 0));
  return { draw, isHopeless: draw === undefined };
}

function knownWeight(member: TreeNode): number | undefined {
  if (member.kind === "leaf" && member.own.constant === 0) return 0;
  const { gate } = member;
  return foldedWeight(gate) ?? (gate.weighs ? undefined : gate.weight);
}
