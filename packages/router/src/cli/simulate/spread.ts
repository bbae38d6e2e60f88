import type { HostDecision, Plan, PlanNode } from "@signalbox/routing";

export interface HostSpread {
  readonly host: string;
  readonly requests: number;
  /** Of all requests that were routed or found no host, 0 to 1. */
  readonly share: number;
  /** The share if the host's groups had spread their requests as their rules say; undefined where no rule says. */
  readonly ideal_share?: number;
}

/** What became of a load. */
export interface Spread {
  /** All that could be read. */
  readonly requests: number;
  readonly hosts: readonly HostSpread[];
  /** Answered 503. */
  readonly no_host: number;
  /** Answered 400 or 405. */
  readonly refused: number;
  /** Dropped without an answer. */
  readonly dropped: number;
  /** OPTIONS requests, which are answered without a choice of host. */
  readonly not_routed: number;
  /** Lines that are no requests. */
  readonly unreadable: number;
}

export type OtherOutcome = "no_host" | "refused" | "dropped" | "not_routed" | "unreadable";

/** Counts decisions by the place in the tree where they ended. */
export class SpreadCounter {
  readonly #plan: Plan;
  readonly #leaves: Float64Array;
  readonly #others: Record<OtherOutcome, number> = {
    no_host: 0,
    refused: 0,
    dropped: 0,
    not_routed: 0,
    unreadable: 0,
  };
  #routed = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#leaves = new Float64Array(plan.nodes.length);
  }

  count({ leaf }: HostDecision): void {
    this.#routed++;
    this.#leaves[leaf.index] = (this.#leaves[leaf.index] ?? 0) + 1;
  }

  countOther(outcome: OtherOutcome): void {
    this.#others[outcome]++;
  }

  /** Hosts in the order of the configuration, those without a request included. */
  result(): Spread {
    const { no_host, refused, dropped, not_routed } = this.#others;
    const considered = this.#routed + no_host;
    const shareOf = (requests: number): number => (considered === 0 ? 0 : requests / considered);
    const visits = this.#visits();
    const leaves = leavesByHost(this.#plan);
    const hosts = this.#plan.hosts.map(({ name, index }): HostSpread => {
      const places = leaves[index] ?? [];
      const requests = places.reduce((sum, leaf) => sum + (this.#leaves[leaf.index] ?? 0), 0);
      const ideal = idealRequests(places, visits);
      return {
        host: name,
        requests,
        share: shareOf(requests),
        ...(ideal === undefined ? {} : { ideal_share: shareOf(ideal) }),
      };
    });
    return {
      requests: considered + refused + dropped + not_routed,
      hosts,
      ...this.#others,
    };
  }

  /** How many requests ended at each node or below it. */
  #visits(): Float64Array {
    const visits = new Float64Array(this.#plan.nodes.length);
    for (const leaf of this.#plan.nodes) {
      const count = this.#leaves[leaf.index] ?? 0;
      if (count === 0) continue;
      for (let node: PlanNode | undefined = leaf; node !== undefined; node = node.parent) {
        visits[node.index] = (visits[node.index] ?? 0) + count;
      }
    }
    return visits;
  }
}

function leavesByHost({ hosts, nodes }: Plan): PlanNode[][] {
  const leaves = hosts.map((): PlanNode[] => []);
  for (const node of nodes) if (node.host) leaves[node.host.index]?.push(node);
  return leaves;
}

function idealRequests(places: readonly PlanNode[], visits: Float64Array): number | undefined {
  let sum: number | undefined;
  for (const leaf of places) {
    const visited = leaf.parent === undefined ? 0 : (visits[leaf.parent.index] ?? 0);
    if (visited === 0) continue;
    const part = idealPart(leaf);
    if (part === undefined) return undefined;
    sum = (sum ?? 0) + part * visited;
  }
  return sum;
}

/** The part of its group's requests that a member should get, where the rule says so. */
function idealPart({ parent, weight }: PlanNode): number | undefined {
  if (parent === undefined) return undefined;
  const { order, members, draw } = parent;
  if (order === "random" || order === "consistent_hashing") return 1 / members.length;
  // Set while all weights are constant.
  if (order !== "weighted" || draw === undefined) return undefined;
  const sum = members.reduce((total, member) => total + member.weight, 0);
  return sum > 0 ? weight / sum : undefined;
}
