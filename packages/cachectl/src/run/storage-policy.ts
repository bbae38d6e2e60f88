import type { Lifetime } from "../cache-client.js";

/** What the user said about keeping results. */
export interface StoragePolicy {
  /** Exit codes that count as an answer, whatever they mean to the scheduler. */
  readonly cacheExit: ReadonlySet<number>;
  readonly ttlS: number;
  readonly staleS: number;
  /** Lifetime of any other result; 0 keeps none. */
  readonly failTtlS: number;
}

/** How a command ended. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number; readonly signal?: string }
  | { readonly kind: "timed out" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "not started" };

/** Whether a result is kept, and whether an older, good one is better than it. */
export interface Verdict {
  readonly isGood: boolean;
  /** Undefined: not kept, the lock is released. */
  readonly lifetime?: Lifetime;
}

/**
 * Listed exit codes live for the full time; others, and deaths by a signal, for the short one; what was cut off by the
 * time limit or by a signal to us says nothing about the thing checked and is never kept. Source: reference
 * cache-manager 6.3.
 */
export function judge(ending: Ending, policy: StoragePolicy): Verdict {
  if (ending.kind !== "exited") return { isGood: false };
  if (ending.signal === undefined && policy.cacheExit.has(ending.code)) {
    const stale = policy.staleS > 0 ? { staleS: policy.staleS } : {};
    return { isGood: true, lifetime: { ttlS: policy.ttlS, ...stale } };
  }
  if (policy.failTtlS === 0) return { isGood: false };
  return { isGood: false, lifetime: { ttlS: policy.failTtlS } };
}
