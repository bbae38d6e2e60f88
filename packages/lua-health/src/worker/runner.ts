import { failedResult, HELD } from "../job-results.js";
import type { Job, JobResult, RunProblem, TurnMessage } from "../messages.js";
import { LUA_BOOLEAN, LUA_NIL, LUA_NUMBER } from "./lua-state.js";
import { readOutput, unpackPaths, unpackTexts } from "./output.js";
import type { Vm } from "./vm.js";

const MAX_READS_BYTES = 1_048_576;
const MAX_SHOWN_BYTES = 4096;
const FINISH_MS = 1000;
const VOLATILE = 1;
const READING_ALL = 2;

type Outcome = Omit<JobResult, "lines" | "droppedLines">;

/** Runs the jobs of a turn, one after the other, each under the deadline. */
export class Runner {
  readonly #vm: Vm;
  readonly #evaluationMs: number;

  constructor(vm: Vm, evaluationMs: number) {
    this.#vm = vm;
    this.#evaluationMs = evaluationMs;
  }

  /** @param started Called before each job. */
  run(turn: TurnMessage, started: () => void): JobResult[] {
    const vm = this.#vm;
    // Each request becomes a table once, kept in a stack slot above the base for all jobs that use it.
    vm.trusted(() => turn.requests.forEach((request) => vm.state.pushData(request)));
    const stopped = new Set<number>();
    const results = turn.jobs.map((job) => {
      started();
      const gate = job.kind === "gate" ? job.index : -1;
      // One turn may hold the same bad script for many requests: it gets its time once.
      if (stopped.has(gate)) return failedResult(HELD);
      const outcome = this.#runJob(job);
      const problem = outcome.problem?.kind;
      if (gate >= 0 && (problem === "deadline" || problem === "memory")) stopped.add(gate);
      return { ...outcome, ...vm.sink.take() };
    });
    vm.state.setTop(vm.base);
    return results;
  }

  #runJob(job: Job): Outcome {
    switch (job.kind) {
      case "gate":
        return this.#gate(job);
      case "hook":
        return this.#hook(job);
      case "script":
        return this.#script(job);
    }
  }

  #gate(job: Extract<Job, { kind: "gate" }>): Outcome {
    const { state } = this.#vm;
    this.#vm.push("run_gate");
    state.pushNumber(job.generation);
    state.pushNumber(job.index);
    this.#pushHost(job.host);
    this.#pushRequest(job.request);
    state.lua.lua_pushboolean(state.address, job.isTraced ? 1 : 0);
    return this.#finished(this.#vm.call(5, 1, this.#evaluationMs), job.isTraced);
  }

  #hook(job: Extract<Job, { kind: "hook" }>): Outcome {
    const { state } = this.#vm;
    this.#vm.push("run_hook");
    state.pushNumber(job.generation);
    state.pushString(job.name);
    this.#vm.trusted(() => state.pushData(job.args));
    this.#pushRequest(job.request);
    const problem = this.#vm.call(4, 1, this.#evaluationMs);
    const output = problem === undefined ? readOutput(state) : undefined;
    return { ...this.#finished(problem, false), ...(output !== undefined && { output }) };
  }

  #script(job: Extract<Job, { kind: "script" }>): Outcome {
    const { state } = this.#vm;
    this.#vm.push("run_script");
    state.pushNumber(job.generation);
    this.#vm.trusted(() => state.pushString(job.source));
    this.#pushHost(job.host);
    this.#pushRequest(job.request);
    const problem = this.#vm.call(4, 1, this.#evaluationMs);
    const output = problem === undefined ? this.#shown() : undefined;
    return { ...this.#finished(problem, false), ...(output !== undefined && { output }) };
  }

  #pushHost(host: number): void {
    const { state } = this.#vm;
    if (host < 0) state.lua.lua_pushnil(state.address);
    else state.pushNumber(host);
  }

  #pushRequest(index: number): void {
    const { state, base } = this.#vm;
    if (index < 0) state.lua.lua_pushnil(state.address);
    else state.lua.lua_pushvalue(state.address, base + 1 + index);
  }

  /** Scalars as text, the rest by kind. */
  #shown(): string {
    const { state } = this.#vm;
    const value = readOutput(state);
    return typeof value === "object" || value === undefined
      ? state.typeNameAt(-1)
      : String(value).slice(0, MAX_SHOWN_BYTES);
  }

  /** Takes the result of a call off the stack, and asks what was read for it. */
  #finished(problem: RunProblem | undefined, isTraced: boolean): Outcome {
    const { state } = this.#vm;
    const result = problem === undefined ? this.#takeValue() : { type: "error", problem };
    this.#vm.push("finish");
    const failed = this.#vm.trusted(() => this.#vm.call(0, 3, FINISH_MS));
    if (failed !== undefined) throw new Error(`Lua prelude: ${failed.text}`);
    const flags = state.numberAt(-3);
    const outcome: Outcome = {
      ...result,
      isVolatile: (flags & VOLATILE) !== 0,
      isReadingAll: (flags & READING_ALL) !== 0,
      keys: unpackTexts(state.bytesAt(-2, MAX_READS_BYTES)),
      ...(isTraced && { paths: unpackPaths(state.bytesAt(-1, MAX_READS_BYTES)) }),
    };
    state.setTop(-4);
    return outcome;
  }

  #takeValue(): Pick<Outcome, "value" | "type"> {
    const { state } = this.#vm;
    const kind = state.typeAt(-1);
    const type = kind === LUA_NIL ? "nil" : state.typeNameAt(-1);
    const value = kind === LUA_NUMBER ? state.numberAt(-1) : undefined;
    const flag = kind === LUA_BOOLEAN ? state.lua.lua_toboolean(state.address, -1) !== 0 : value;
    state.setTop(-2);
    return flag === undefined ? { type } : { type, value: flag };
  }
}
