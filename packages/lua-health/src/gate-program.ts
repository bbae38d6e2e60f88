import { AppError } from "@signalbox/errors";
import type { Clock, Steps } from "@signalbox/clock";
import { PENDING, type Gate } from "@signalbox/routing";
import { compileBody } from "./compile/compile.js";
import {
  LeftToInterpreter,
  LuaError,
  ReadRecord,
  typeName,
  type Compiled,
  type EvaluationContext,
  type LuaValue,
} from "./compile/context.js";
import { isNumber, toDouble } from "./compile/lua-number.js";
import type { HostInfo } from "./host-info.js";
import type { InputReader } from "./input-reader.js";
import { KeptResults } from "./kept-results.js";
import type { JobResult } from "./messages.js";
import type { Mirror } from "./mirror.js";
import { mentionedParts, type RequestPart } from "./request-data.js";
import type { RequestView } from "./request-view.js";
import type { Reporter } from "./reporter.js";
import { scriptName } from "./script-name.js";
import { judge } from "./truth.js";

const GATES_AT_ONCE = 200;

export interface GateState {
  readonly gate: Gate;
  /** For logs and messages. */
  readonly name: string;
  readonly compiled: Compiled | undefined;
  /** The result, when nothing that can change is read. */
  readonly constant: Computed | undefined;
  readonly parts: ReadonlySet<RequestPart>;
}

export interface GateProgramOptions {
  readonly clock: Clock;
  readonly input: InputReader;
  readonly mirror: Mirror;
  readonly reporter: Reporter;
  readonly maxKept: number;
  readonly isCompiling: boolean;
  readonly healthyWhenMissing: boolean;
  readonly gates: readonly Gate[];
  readonly hosts: readonly HostInfo[];
  /** Source of all custom files: what they mention, any gate may reach. */
  readonly fileSource: string;
  readonly recentConnections: (name: string) => number;
  readonly verifyToken: (request: RequestView) => boolean;
}

export interface Computed {
  readonly weight: number;
  readonly error?: string;
}

/** The gates of one loaded program, evaluated on this side: constants, compiled closures, kept results. */
export class GateProgram {
  readonly hosts: readonly HostInfo[];
  readonly #options: GateProgramOptions;
  readonly #context: EvaluationContext;
  readonly #kept: KeptResults;
  readonly #gates: GateState[] = [];
  #source = "";

  private constructor(options: GateProgramOptions) {
    this.#options = options;
    this.hosts = options.hosts;
    this.#kept = new KeptResults(options.input, options.maxKept);
    const { input, healthyWhenMissing, recentConnections, verifyToken, reporter } = options;
    this.#context = {
      input,
      healthyWhenMissing,
      request: undefined,
      host: undefined,
      reads: undefined,
      warn: (text) => reporter.warn(this.#source, text),
      recentConnections,
      verifyToken,
    };
  }

  static *inSteps(options: GateProgramOptions): Steps<GateProgram> {
    const program = new GateProgram(options);
    for (const [at, gate] of options.gates.entries()) {
      if (at % GATES_AT_ONCE === 0) yield;
      program.#gates.push(program.#prepare(gate));
    }
    return program;
  }

  get gates(): readonly GateState[] {
    return this.#gates;
  }

  /** True when some gate can only be answered by the worker. */
  get needsWorker(): boolean {
    return this.#gates.some(({ compiled }) => compiled === undefined);
  }

  /** @throws AppError `invalid_argument` when the program has no such gate. */
  state(gate: number): GateState {
    const state = this.#gates[gate];
    if (state === undefined)
      throw new AppError("invalid_argument", `gate ${gate}: the program has ${this.#gates.length}`);
    return state;
  }

  evaluate(request: RequestView | undefined, gate: number, host: number): number {
    const state = this.state(gate);
    if (state.constant !== undefined) return state.constant.weight;
    const { compiled } = state;
    if (compiled?.isVolatile === true)
      return this.#run(state, compiled, request, host)?.weight ?? PENDING;
    const kept = this.keptWeight(gate, host);
    if (kept !== undefined) return kept;
    return compiled === undefined ? PENDING : this.#computeAndKeep(state, compiled, request, host);
  }

  keptWeight(gate: number, host: number): number | undefined {
    return this.#kept.find(gate, host, this.#options.clock.monotonicMs())?.weight;
  }

  /**
   * Evaluates a compiled gate without keeping the result.
   *
   * @returns `undefined` when the gate is not compiled, or this evaluation is left to the interpreter.
   */
  explain(
    request: RequestView | undefined,
    gate: number,
    host: number,
    reads: ReadRecord,
  ): Computed | undefined {
    const state = this.state(gate);
    return state.compiled && this.#run(state, state.compiled, request, host, reads);
  }

  /** Judges what the worker answered, and keeps it if nothing changed meanwhile. Call it before the next turn. */
  take(gate: number, host: number, result: JobResult): Computed {
    const { name } = this.state(gate);
    this.#options.reporter.lines(name, result);
    const computed = this.#judge(name, result);
    const { mirror } = this.#options;
    const isUnavailable = result.problem !== undefined && result.problem.kind !== "error";
    if (result.isVolatile || isUnavailable || !result.keys.every((key) => mirror.isCurrent(key)))
      return computed;
    if (result.isReadingAll && mirror.hasChanges) return computed;
    const keys = result.isReadingAll ? [...this.#options.input.keys()] : result.keys;
    const untilMs = Math.min(...keys.map((key) => mirror.untilMs(key)));
    const { weight } = computed;
    const { isReadingAll } = result;
    this.#kept.keep(gate, host, { weight, keys: isReadingAll ? [] : keys, isReadingAll, untilMs });
    return computed;
  }

  #judge(text: string, result: JobResult): Computed {
    if (result.problem !== undefined) {
      this.#options.reporter.failed(text, result.problem);
      return { weight: 0, error: result.problem.text };
    }
    return this.#judged(text, result.type, result.value);
  }

  #judged(text: string, type: string, value: number | boolean | undefined): Computed {
    const { weight, problem } = judge(type, value);
    if (problem === undefined) return { weight };
    this.#options.reporter.odd(text, problem);
    return { weight, error: problem };
  }

  #prepare(gate: Gate): GateState {
    const compiled = this.#options.isCompiling ? compileBody(gate.lua) : undefined;
    const parts = mentionedParts(`${gate.lua}\n${this.#options.fileSource}`);
    const state = { gate, name: scriptName(gate.text), compiled, constant: undefined, parts };
    if (compiled?.isConstant !== true) return state;
    const constant = this.#run(state, compiled, undefined, -1);
    return { ...state, constant };
  }

  #computeAndKeep(
    state: GateState,
    compiled: Compiled,
    request: RequestView | undefined,
    host: number,
  ): number {
    const reads = new ReadRecord();
    const computed = this.#run(state, compiled, request, host, reads);
    if (computed === undefined) return PENDING;
    const { input } = this.#options;
    let untilMs = Infinity;
    for (const key of reads.keys) untilMs = Math.min(untilMs, input.validUntilMs(key));
    const { weight } = computed;
    this.#kept.keep(state.gate.index, host, {
      weight,
      keys: reads.keys,
      isReadingAll: false,
      untilMs,
    });
    return weight;
  }

  #run(
    { name }: GateState,
    compiled: Compiled,
    request: RequestView | undefined,
    host: number,
    reads?: ReadRecord,
  ): Computed | undefined {
    const context = this.#context;
    context.request = request;
    context.host = this.hosts[host];
    context.reads = reads;
    this.#source = name;
    try {
      return this.#judgeValue(name, compiled.run(context));
    } catch (error) {
      if (error instanceof LeftToInterpreter) return undefined;
      if (!(error instanceof LuaError)) throw error;
      this.#options.reporter.failed(name, { kind: "error", text: error.message });
      return { weight: 0, error: error.message };
    } finally {
      context.request = undefined;
    }
  }

  #judgeValue(text: string, value: LuaValue): Computed {
    if (typeof value === "boolean") return this.#judged(text, "boolean", value);
    if (isNumber(value)) return this.#judged(text, "number", toDouble(value));
    return this.#judged(text, typeName(value), undefined);
  }
}
