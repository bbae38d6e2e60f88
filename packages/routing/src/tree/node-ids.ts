import type { Steps } from "@signalbox/clock";
import type { GroupRuleShape, RuleShape } from "../rules/rule-shape.js";

/** What a leaf of the empty target is called after its rule's name. */
const NOTHING = "none";
const RULES_AT_ONCE = 1000;

/**
 * Ids of tree nodes: a group has its rule's name, a host under a rule is `<rule>.<host>`, and `#2`, `#3` ... make what is
 * taken unique. Names are never rewritten. Source: reference cdn-router 3.5.
 */
export class NodeIds {
  readonly #taken: Set<string>;
  readonly #leaves = new Map<string, readonly string[]>();
  readonly #used = new Set<string>();
  readonly #next = new Map<string, number>();

  private constructor(rules: readonly RuleShape[]) {
    this.#taken = new Set(rules.map(({ name }) => name));
  }

  static *inSteps(rules: readonly RuleShape[]): Steps<NodeIds> {
    const ids = new NodeIds(rules);
    for (const [at, rule] of rules.entries()) {
      if (at % RULES_AT_ONCE === 0) yield;
      if (rule.kind === "group") ids.#addLeaves(rule);
    }
    return ids;
  }

  /** The id a leaf has wherever its rule is repeated: its counter. */
  leafOf(rule: string, member: number): string {
    return this.#leaves.get(rule)?.[member] ?? `${rule}.${member}`;
  }

  /** The id of one place: the counter's own the first time. */
  place(counterId: string): string {
    if (!this.#used.has(counterId)) {
      this.#used.add(counterId);
      return counterId;
    }
    return this.#take(counterId);
  }

  #addLeaves({ name, members }: GroupRuleShape): void {
    const ids = members.map(({ target }) =>
      this.#take(`${name}.${target.name === "" ? NOTHING : target.name}`),
    );
    this.#leaves.set(name, ids);
  }

  #take(wanted: string): string {
    let id = wanted;
    let count = this.#next.get(wanted) ?? 1;
    while (this.#taken.has(id)) id = `${wanted}#${++count}`;
    this.#next.set(wanted, count);
    this.#taken.add(id);
    return id;
  }
}
