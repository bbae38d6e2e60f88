import { Buffer } from "node:buffer";
import type { Clock } from "@signalbox/clock";
import type { ProblemKind, RunProblem } from "../messages.js";
import type { LuaMachine, Pointer } from "./lua-exports.js";
import { LUA_STRING, type LuaState } from "./lua-state.js";

const COUNT_EVENT = 8;
/** Instructions between two looks at the clock; costs about 1 %. */
const HOOK_STEPS = 1000;
const STATUS_MEMORY = 4;
const DEADLINE_TEXT = "deadline exceeded";
const MAX_ERROR_BYTES = 4096;
/** Where a script calls a built-in as its last act, its own place is gone from the stack and the prelude's is named. */
const PRELUDE_PLACE = /^prelude:\d+: /;

export interface GuardOptions {
  readonly clock: Clock;
  readonly maxSteps: number;
}

/**
 * Calls functions with a deadline kept by an instruction hook. Once the deadline has passed the hook fires at every
 * instruction, so a script that catches the error with `pcall` is stopped again at the very next one. What runs inside
 * a C function (a pattern match, a huge `table.move`) never meets the hook: for that the thread itself is ended from
 * outside.
 */
export class Guard {
  readonly #state: LuaState;
  readonly #options: GuardOptions;
  readonly #hook: Pointer;
  readonly #text: Pointer;
  #isRunning = false;
  #isExpired = false;
  #deadlineMs = 0;
  #steps = 0;

  constructor(machine: LuaMachine, state: LuaState, options: GuardOptions) {
    this.#state = state;
    this.#options = options;
    this.#text = state.lua.malloc(DEADLINE_TEXT.length);
    state.bytes.write(DEADLINE_TEXT, this.#text);
    this.#hook = machine.addFunction((caller = 0) => {
      this.#onSteps(caller);
      return undefined;
    }, "vii");
    this.#watchEvery(HOOK_STEPS);
  }

  /** Calls what is on the stack. On failure the error has been taken from the stack. */
  call(args: number, results: number, limitMs: number): RunProblem | undefined {
    this.#isExpired = false;
    this.#steps = 0;
    // Counting begins anew: a short script never meets the hook, so it is not stopped because the thread had to wait.
    this.#watchEvery(HOOK_STEPS);
    this.#deadlineMs = this.#options.clock.monotonicMs() + limitMs;
    this.#isRunning = true;
    const status = this.#state.lua.lua_pcallk(this.#state.address, args, results, 0, 0, 0);
    this.#isRunning = false;
    if (this.#hasExpired()) this.#watchEvery(HOOK_STEPS);
    return status === 0 ? undefined : this.#problem(status);
  }

  /** A function, because the hook changes the answer behind the compiler's back. */
  #hasExpired(): boolean {
    return this.#isExpired;
  }

  #onSteps(caller: Pointer): void {
    if (!this.#isRunning) return;
    this.#steps += HOOK_STEPS;
    const { clock, maxSteps } = this.#options;
    this.#isExpired ||= this.#steps > maxSteps || clock.monotonicMs() >= this.#deadlineMs;
    if (!this.#isExpired) return;
    const { lua } = this.#state;
    lua.lua_sethook(caller, this.#hook, COUNT_EVENT, 1);
    lua.lua_pushlstring(caller, this.#text, DEADLINE_TEXT.length);
    lua.lua_error(caller);
  }

  #watchEvery(steps: number): void {
    this.#state.lua.lua_sethook(this.#state.address, this.#hook, COUNT_EVENT, steps);
  }

  #problem(status: number): RunProblem {
    const state = this.#state;
    const isText = state.typeAt(-1) === LUA_STRING;
    const text = isText
      ? state.textAt(-1, MAX_ERROR_BYTES).replace(PRELUDE_PLACE, "")
      : `error value of type ${state.typeNameAt(-1)}`;
    state.lua.lua_settop(state.address, -2);
    return { kind: this.#kind(status), text };
  }

  #kind(status: number): ProblemKind {
    if (this.#isExpired) return "deadline";
    return status === STATUS_MEMORY ? "memory" : "error";
  }
}

/** Bytes of a text that a C function was given at `index`; empty when it is not a string. */
export function argumentBytes(state: LuaState, index: number, maxBytes: number): Buffer {
  return state.typeAt(index) === LUA_STRING ? state.bytesAt(index, maxBytes) : Buffer.alloc(0);
}
