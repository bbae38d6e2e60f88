import type {
  HashingTarget,
  HostDocument,
  OrderSettings,
  RoutingDocument,
  RuleDocument,
  TargetDocument,
  WeightedTarget,
} from "../rules/routing-document.js";
import { naiveHash } from "./naive-hash.js";
import { firstOf, isNothing, mixed, NOTHING, only, under, type Outcomes } from "./outcomes.js";

/** What the rules ask about. Weights are those after the truth table of reference cdn-router 3.1. */
export interface NaiveWorld {
  /** Of a Lua expression, or of a body with its own `return`, with `host` selected. */
  weightOf(lua: string, host: string | undefined): number;
  readonly contentKey: string;
  isPopular(cutoff: number): boolean;
  /** Names of hosts that failed in this request. */
  readonly tried: ReadonlySet<string>;
}

interface Candidate {
  readonly target: string;
  readonly weight: number;
}

/**
 * What the rules of reference cdn-router 3.2, 3.3 and 3.6 can lead to, computed straight from the document and as slowly as
 * it comes: the judge of the compiled plan. Knows only checked documents in the newer spelling.
 */
export function naiveOutcomes(document: RoutingDocument, world: NaiveWorld): Outcomes {
  return new NaiveEvaluator(document, world).visit(document.entrypoint ?? "");
}

class NaiveEvaluator {
  constructor(
    private readonly document: RoutingDocument,
    private readonly world: NaiveWorld,
  ) {}

  visit(name: string): Outcomes {
    const rule = (this.document.rules ?? []).find((candidate) => candidate.name === name);
    if (rule === undefined) return this.#host(name);
    return under(name, this.#rule(rule));
  }

  #host(name: string): Outcomes {
    const hosts = (this.document.hostGroups ?? []).flatMap((group) => group.hosts ?? []);
    const host = hosts.find((candidate) => candidate.name === name);
    const isUsable = host !== undefined && !this.world.tried.has(name) && this.#isHealthy(host);
    return isUsable ? only(name) : NOTHING;
  }

  #isHealthy(host: HostDocument): boolean {
    const checks = [host.healthChecks ?? []].flat();
    return checks.every((check) => this.world.weightOf(check, host.name) > 0);
  }

  #rule(rule: RuleDocument): Outcomes {
    switch (rule.type) {
      case "allow":
        return this.#holds(rule.condition, rule.onMatch) ? this.#to(rule.onMatch) : NOTHING;
      case "deny":
        return this.#holds(rule.condition, rule.onMiss) ? NOTHING : this.#to(rule.onMiss);
      case "split": {
        const sides = this.#holds(rule.condition, rule.onMatch)
          ? [rule.onMatch, rule.onMiss]
          : [rule.onMiss, rule.onMatch];
        const tried = rule.fallback === true ? sides : sides.slice(0, 1);
        return firstOf(tried.map((side) => () => this.#to(side)));
      }
      case "firstMatch": {
        const targets = (rule.targets ?? []).map((target) =>
          typeof target === "string" ? { onMatch: target } : target,
        );
        return this.#inOrder(
          targets.map((target) => ({
            target: nameOf(target.onMatch),
            weight: this.#holds(target.condition, target.onMatch) ? 1 : 0,
          })),
        );
      }
      case "random":
        return this.#drawn((rule.targets ?? []).map((target) => this.#candidate(target, 1)));
      case "weighted":
        return this.#drawn((rule.targets ?? []).map((target) => this.#weighted(target)));
      case "contentPopularity":
        return this.#byPopularity(rule, [
          this.#candidate(rule.onPopular, 1),
          this.#candidate(rule.onUnpopular, 1),
        ]);
      case "consistentHashing": {
        const enabled = (rule.targets ?? []).filter(isEnabled);
        return this.#hashed(
          rule,
          enabled.map((target) =>
            this.#candidate(typeof target === "string" ? target : target.target, 1),
          ),
        );
      }
      case "rawGroup": {
        const members = (rule.members ?? []).map((member) =>
          typeof member === "string" ? { target: member } : member,
        );
        const candidates = members.map((member) => {
          const weight = this.world.weightOf(
            member.weightFunction ?? "return 1",
            this.#selected(member.target),
          );
          return this.#candidate(member.target, weight);
        });
        return this.#raw(rule, rule.memberOrder ?? "sequential", candidates);
      }
      case "rawHost": {
        const host = nameOf(rule.hostId);
        const isOpen = this.world.weightOf(rule.weightFunction ?? "return 1", host) > 0;
        return isOpen ? this.#host(host) : NOTHING;
      }
    }
  }

  #raw(settings: OrderSettings, order: string, candidates: readonly Candidate[]): Outcomes {
    switch (order) {
      case "weighted":
        return this.#drawn(candidates);
      case "random":
        return this.#drawn(
          candidates.map((candidate) => ({ ...candidate, weight: candidate.weight > 0 ? 1 : 0 })),
        );
      case "content_popularity":
        return this.#byPopularity(settings, candidates);
      case "consistent_hashing":
        return this.#hashed(settings, candidates);
      default:
        return this.#inOrder(candidates);
    }
  }

  #inOrder(candidates: readonly Candidate[]): Outcomes {
    return firstOf(candidates.map((candidate) => () => this.#open(candidate)));
  }

  #drawn(candidates: readonly Candidate[]): Outcomes {
    return mixed(
      candidates.map((candidate) => ({
        weight: candidate.weight,
        outcomes: this.#open(candidate),
      })),
    );
  }

  #byPopularity(settings: OrderSettings, candidates: readonly Candidate[]): Outcomes {
    const isPopular = this.world.isPopular(settings.contentPopularityCutoff ?? 10);
    return this.#inOrder(isPopular ? candidates : candidates.slice(1));
  }

  /** One of the set at random, as long as one of the set leads somewhere; then the others by rank. */
  #hashed(settings: OrderSettings, candidates: readonly Candidate[]): Outcomes {
    const algorithm = settings.hashAlgorithm ?? "MD5";
    const score = ({ target }: Candidate): bigint =>
      naiveHash(algorithm, `${this.world.contentKey}\0${target}`);
    const ranked = [...candidates].sort((a, b) =>
      score(a) === score(b) ? (a.target < b.target ? -1 : 1) : score(a) > score(b) ? -1 : 1,
    );
    const spread = settings.spreadFactor ?? 1;
    const set = mixed(
      ranked.slice(0, spread).map((candidate) => ({ weight: 1, outcomes: this.#open(candidate) })),
    );
    return isNothing(set) ? this.#inOrder(ranked.slice(spread)) : set;
  }

  #open({ target, weight }: Candidate): Outcomes {
    return weight > 0 ? this.visit(target) : NOTHING;
  }

  #to(target: TargetDocument | undefined): Outcomes {
    return this.visit(nameOf(target));
  }

  #candidate(target: TargetDocument | undefined, weight: number): Candidate {
    return { target: nameOf(target), weight };
  }

  #weighted(document: WeightedTarget): Candidate {
    const entry = typeof document === "string" ? { target: document } : document;
    if (!this.#holds(entry.condition, entry.target)) return this.#candidate(entry.target, 0);
    const weight = entry.weight ?? 100;
    const number = Number(weight);
    return this.#candidate(
      entry.target,
      Number.isNaN(number)
        ? this.world.weightOf(String(weight), this.#selected(entry.target))
        : number,
    );
  }

  #holds(condition: string | undefined, target: TargetDocument | undefined): boolean {
    return this.world.weightOf(condition ?? "always()", this.#selected(target)) > 0;
  }

  /** A condition sees the host of the target it opens; a rule as target has none, unless it is a host itself. */
  #selected(target: TargetDocument | undefined): string | undefined {
    const name = nameOf(target);
    const rule = (this.document.rules ?? []).find((candidate) => candidate.name === name);
    if (rule === undefined) return name === "" ? undefined : name;
    const host = rule.type === "rawHost" ? nameOf(rule.hostId) : "";
    return host === "" ? undefined : host;
  }
}

function nameOf(target: TargetDocument | undefined): string {
  return typeof target === "string" ? target : (target?.target ?? "");
}

function isEnabled(target: HashingTarget): boolean {
  return typeof target === "string" || target.enabled !== false;
}
