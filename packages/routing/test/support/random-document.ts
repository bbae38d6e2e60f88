import type {
  HashAlgorithm,
  HostDocument,
  MemberOrder,
  RoutingDocument,
  RuleDocument,
} from "../../src/index.js";

type Random = () => number;

const TYPES = [
  "allow",
  "deny",
  "split",
  "firstMatch",
  "random",
  "weighted",
  "contentPopularity",
  "consistentHashing",
  "rawGroup",
  "rawHost",
] as const;
const ALGORITHMS: readonly HashAlgorithm[] = ["MD5", "SDBM", "Murmur"];
const ORDERS: readonly MemberOrder[] = [
  "sequential",
  "weighted",
  "random",
  "content_popularity",
  "consistent_hashing",
];

/** A valid document: up to 7 rules of all types, each of which may name hosts, later rules (shared or not) or nothing. */
export function randomDocument(random: Random): RoutingDocument {
  return new DocumentMaker(random).document();
}

class DocumentMaker {
  readonly #hosts: string[];
  readonly #rules: string[];

  constructor(private readonly random: Random) {
    this.#hosts = Array.from({ length: 1 + this.#below(6) }, (_, index) => `h${index}`);
    this.#rules = Array.from({ length: 1 + this.#below(7) }, (_, index) => `r${index}`);
  }

  document(): RoutingDocument {
    const hosts = this.#hosts.map((name): HostDocument => ({
      name,
      hostname: `${name}.example.net`,
      ...(this.random() < 0.6 ? {} : { healthChecks: this.#list(2, () => this.#condition()) }),
    }));
    return {
      hostGroups: [{ name: "all", type: "host", hosts }],
      rules: this.#rules.map((name, index) => this.#rule(name, index)),
      entrypoint: "r0",
    };
  }

  #rule(name: string, index: number): RuleDocument {
    const target = (): string => this.#target(index);
    const type = this.#one(TYPES);
    switch (type) {
      case "allow":
        return { name, type, condition: this.#condition(), onMatch: target() };
      case "deny":
        return { name, type, condition: this.#condition(), onMiss: { target: target() } };
      case "split":
        return {
          name,
          type,
          condition: this.#condition(),
          onMatch: target(),
          onMiss: target(),
          fallback: this.random() < 0.3,
        };
      case "firstMatch":
        return {
          name,
          type,
          targets: this.#list(4, () => ({ onMatch: target(), condition: this.#condition() })),
        };
      case "random":
        return { name, type, targets: this.#list(5, target) };
      case "weighted":
        return {
          name,
          type,
          targets: this.#list(5, () => ({
            target: target(),
            weight: this.#weight(),
            condition: this.#condition(),
          })),
        };
      case "contentPopularity":
        return { name, type, onPopular: target(), onUnpopular: target() };
      case "consistentHashing":
        return {
          name,
          type,
          spreadFactor: 1 + this.#below(4),
          hashAlgorithm: this.#one(ALGORITHMS),
          targets: this.#distinct(5, target).map((name) => ({
            target: name,
            enabled: this.random() < 0.8,
          })),
        };
      case "rawGroup":
        return this.#rawGroup(name, target);
      case "rawHost":
        return { name, type, hostId: this.#one(this.#hosts), weightFunction: this.#body() };
    }
  }

  #rawGroup(name: string, target: () => string): RuleDocument {
    const memberOrder = this.#one(ORDERS);
    const targets =
      memberOrder === "content_popularity" ? [target(), target()] : this.#distinct(5, target);
    return {
      name,
      type: "rawGroup",
      memberOrder,
      spreadFactor: 1 + this.#below(3),
      hashAlgorithm: this.#one(ALGORITHMS),
      members: targets.map((target) => ({ target, weightFunction: this.#body() })),
    };
  }

  #target(rule: number): string {
    const later = this.#rules.slice(rule + 1);
    if (later.length > 0 && this.random() < 0.5) return this.#one(later);
    return this.random() < 0.05 ? "" : this.#one(this.#hosts);
  }

  #condition(): string {
    const chance = this.random();
    if (chance < 0.25) return "always()";
    return chance < 0.3 ? "never()" : `g${this.#below(6)}()`;
  }

  #body(): string {
    const chance = this.random();
    if (chance < 0.3) return "return 1";
    return chance < 0.5 ? `return ${this.#below(4) / 2}` : `return g${this.#below(6)}()`;
  }

  #weight(): number | string {
    const chance = this.random();
    if (chance < 0.7) return this.#below(5) * 25;
    return chance < 0.85 ? String(this.#below(5) * 10) : `g${this.#below(6)}()`;
  }

  #distinct(most: number, make: () => string): string[] {
    return [...new Set(this.#list(most, make))];
  }

  #list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#below(most + 1) }, make);
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }

  #one<T>(choices: readonly T[]): T {
    const choice = choices[this.#below(choices.length)];
    if (choice === undefined) throw new RangeError("nothing to choose from");
    return choice;
  }
}
