/** Every possible end of a walk with its exact probability. Keys are `rule > rule > host`; no key: no host. */
export type Outcomes = ReadonlyMap<string, number>;

export const NOTHING: Outcomes = new Map();

/** Whether a host is found does not depend on chance, only which one. */
export const isNothing = (outcomes: Outcomes): boolean => outcomes.size === 0;

export function only(key: string): Outcomes {
  return new Map([[key, 1]]);
}

export function under(rule: string, outcomes: Outcomes): Outcomes {
  return new Map(Array.from(outcomes, ([key, chance]) => [`${rule} > ${key}`, chance]));
}

/** Each with a chance in proportion to its weight; what leads nowhere does not count. */
export function mixed(parts: readonly { weight: number; outcomes: Outcomes }[]): Outcomes {
  const possible = parts.filter(({ weight, outcomes }) => weight > 0 && !isNothing(outcomes));
  const sum = possible.reduce((total, { weight }) => total + weight, 0);
  const result = new Map<string, number>();
  for (const { weight, outcomes } of possible) {
    for (const [key, chance] of outcomes) {
      result.set(key, (result.get(key) ?? 0) + (chance * weight) / sum);
    }
  }
  return result;
}

export function firstOf(candidates: Iterable<() => Outcomes>): Outcomes {
  for (const candidate of candidates) {
    const outcomes = candidate();
    if (!isNothing(outcomes)) return outcomes;
  }
  return NOTHING;
}
