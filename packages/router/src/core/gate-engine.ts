import type { ContentRequest, GateCall } from "@signalbox/routing";

/** Why a gate has the weight it has, for people. */
export interface GateExplanation {
  readonly weight: number;
  readonly error?: string;
  readonly how: string;
  readonly reads: readonly {
    readonly path: readonly string[];
    readonly value: unknown;
    readonly ageMs: number | undefined;
  }[];
}

/** What the router asks of Lua while it serves: the engine of lua-health. */
export interface GateEngine {
  /** The weight, or `PENDING`. */
  evaluate(request: ContentRequest, gate: number, host: number): number;
  /** Asks the worker; never rejects, a failure is 0. */
  evaluateLater(request: ContentRequest, calls: readonly GateCall[]): Promise<readonly number[]>;
  explain(request: ContentRequest, gate: number, host: number): Promise<GateExplanation>;
}
