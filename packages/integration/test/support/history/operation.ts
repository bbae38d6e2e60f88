/** What a client did and what came of it. Times in milliseconds on one monotonic clock. */
export interface Operation {
  readonly client: number;
  readonly kind: "get" | "set" | "release" | "death";
  readonly namespace: string;
  readonly key: string;
  readonly startMs: number;
  /** Undefined: the outcome is not known; it may have taken effect at any time from the start on, or never. */
  readonly endMs?: number;
  /**
   * get: "value", "lock" or "empty"; set: "stored" or "superseded"; release: "released" or "not the holder"; any:
   * "unknown".
   */
  readonly result:
    | "value"
    | "lock"
    | "empty"
    | "stored"
    | "superseded"
    | "released"
    | "not the holder"
    | "unknown";
  /** Of the grant, or the token that a set or release carried. */
  readonly epoch?: number;
  /** Of a grant. */
  readonly leaseMs?: number;
  /** Of a get: how long it was willing to wait. */
  readonly waitMs?: number;
  /** Of a set. */
  readonly ttlMs?: number;
  /** What was stored, or what was read. Each set stores a text of its own. */
  readonly value?: string;
}

/** Something that must not happen. */
export interface Violation {
  readonly rule: string;
  readonly text: string;
  readonly operations: readonly Operation[];
}

/** Operations of each key in each namespace, in the order of `operations`. */
export function byTarget(operations: readonly Operation[]): Operation[][] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const id = JSON.stringify([operation.namespace, operation.key]);
    const group = groups.get(id);
    if (group) group.push(operation);
    else groups.set(id, [operation]);
  }
  return [...groups.values()];
}

/** When an operation was over at the latest. */
export const latestMs = ({ endMs }: Operation): number => endMs ?? Infinity;
