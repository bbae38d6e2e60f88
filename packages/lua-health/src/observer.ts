import type { ProblemKind } from "./messages.js";

/** Told what happens; the service counts it (reference cdn-router 7.3). Every function is optional to implement. */
export interface LuaObserver {
  /** An evaluation failed and counts as 0: `lua_num_errors`. A kept result is not counted again. */
  onError?(kind: ProblemKind): void;
  /** Virtual machines that are ready: `lua_num_evaluators`. */
  onEvaluators?(count: number): void;
  /** Microseconds the worker has spent in scripts since the last call: `lua_time_spent`. */
  onTimeSpent?(microseconds: number): void;
  /** The worker was lost, by a deadline or a crash, and is started again. */
  onRespawn?(reason: string): void;
  /** Memory of the virtual machine in bytes. */
  onMemory?(bytes: number): void;
}
