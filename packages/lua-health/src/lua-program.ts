import { Buffer } from "node:buffer";
import type { Steps } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { GateCall } from "@signalbox/routing";
import { ReadRecord } from "./compile/context.js";
import { GateProgram, type Computed, type GateProgramOptions } from "./gate-program.js";
import type { HostInfo } from "./host-info.js";
import { readHookResult, type HookName, type HookResult } from "./hook-result.js";
import type { InputValue } from "./input-reader.js";
import type { Job, JobResult, RequestData } from "./messages.js";
import type { PreparedProgram } from "./program-source.js";
import {
  mentionedParts,
  requestData,
  type RequestPart,
  type RequestSources,
} from "./request-data.js";
import type { RequestView } from "./request-view.js";
import type { LuaRuntime } from "./runtime.js";
import type { Work } from "./work-queue.js";

const MAX_NAME_CHARS = 200;

export interface InputRead {
  readonly path: readonly string[];
  /** `undefined`: nothing is there. */
  readonly value: InputValue | undefined;
  /** `undefined`: not known. */
  readonly ageMs: number | undefined;
}

export interface ExplainedGate {
  readonly weight: number;
  readonly error?: string;
  readonly reads: readonly InputRead[];
  /** How `evaluate` would answer now. */
  readonly how: "constant" | "compiled" | "memo" | "worker";
}

/** Named values for a hook: texts, numbers, and lists of name and value for headers and query parameters. */
export type HookArgs = Readonly<
  Record<string, string | number | boolean | readonly (readonly [string, string])[] | undefined>
>;

export interface ScriptOutcome {
  /** A scalar as text, else the kind of the value. */
  readonly value: string;
  readonly error?: string;
  readonly lines: readonly { readonly level: string; readonly text: string }[];
}

export type LuaProgramOptions = Omit<GateProgramOptions, "gates" | "hosts" | "fileSource"> &
  RequestSources & {
    readonly runtime: LuaRuntime;
    readonly prepared: PreparedProgram;
    readonly maxSourceBytes: number;
  };

/** One loaded program. It stays usable while the next one is being loaded and for what is then under way. */
export class LuaProgram {
  readonly #options: LuaProgramOptions;
  readonly #gates: GateProgram;
  readonly #fileSource: string;
  readonly #generation: number;

  private constructor(options: LuaProgramOptions, gates: GateProgram, fileSource: string) {
    this.#options = options;
    this.#gates = gates;
    this.#fileSource = fileSource;
    this.#generation = options.prepared.message.generation;
  }

  static *inSteps(options: LuaProgramOptions): Steps<LuaProgram> {
    const { prepared, mirror } = options;
    const { files, hooks } = prepared.message;
    const fileSource = files.map(({ source }) => source).join("\n");
    const { gates, hosts } = prepared;
    const compiled = yield* GateProgram.inSteps({ ...options, gates, hosts, fileSource });
    const program = new LuaProgram(options, compiled, fileSource);
    if (compiled.needsWorker || hooks.length > 0) program.#useMirror(mirror);
    return program;
  }

  get hosts(): readonly HostInfo[] {
    return this.#gates.hosts;
  }

  /**
   * The weight of a gate after the truth table: a constant, a compiled closure or a kept result; else `PENDING`.
   *
   * @param host Index of the selected host; -1: none.
   * @throws AppError `invalid_argument` for a gate that the program does not have.
   */
  evaluate(request: RequestView | undefined, gate: number, host: number): number {
    return this.#gates.evaluate(request, gate, host);
  }

  /**
   * Weights of gates evaluated in the worker, in the order of `calls`. It always answers: an error, a deadline or a worker
   * that is being started again counts as 0.
   */
  evaluateLater(request: RequestView | undefined, calls: readonly GateCall[]): Promise<number[]> {
    const parts = new Set(calls.flatMap(({ gate }) => [...this.#gates.state(gate).parts]));
    const data = this.#requestData(request, parts);
    const works: Work[] = [];
    const answers = calls.map((call) => this.#later(call, data, works));
    this.#options.runtime.submit(works);
    return Promise.all(answers);
  }

  /** Evaluates a gate again, noting what it reads. */
  async explain(
    request: RequestView | undefined,
    gate: number,
    host: number,
  ): Promise<ExplainedGate> {
    const state = this.#gates.state(gate);
    if (state.constant !== undefined) return { ...state.constant, reads: [], how: "constant" };
    const isKept = this.#gates.keptWeight(gate, host) !== undefined;
    const record = new ReadRecord(true);
    const compiled = this.#gates.explain(request, gate, host, record);
    const how = compiled === undefined ? "worker" : "compiled";
    const asked =
      compiled === undefined ? await this.#explainInWorker(request, { gate, host }) : undefined;
    const paths = asked?.paths ?? record.paths ?? [];
    return {
      ...(asked?.computed ?? compiled ?? { weight: 0 }),
      reads: this.#readsAt(paths),
      how: isKept ? "memo" : how,
    };
  }

  /** Runs a hook; when it fails, that is counted and logged and the result changes nothing. */
  async runHook(
    name: HookName,
    request: RequestView | undefined,
    args: HookArgs,
  ): Promise<HookResult> {
    const { reporter, prepared } = this.#options;
    const hook = prepared.message.hooks.find((one) => one.name === name);
    if (hook === undefined) return {};
    const data = this.#requestData(request, mentionedParts(`${hook.source}\n${this.#fileSource}`));
    const script = `${name} hook`;
    const result = await this.#submit(script, data, (at) => ({
      kind: "hook",
      generation: this.#generation,
      name,
      args,
      request: at,
    }));
    reporter.lines(script, result);
    try {
      if (result.problem === undefined) return readHookResult(name, result.output);
      reporter.failed(script, result.problem);
      return { error: result.problem.text };
    } catch (error) {
      const { message } = AppError.from(error);
      reporter.failed(script, { kind: "error", text: message });
      return { error: message };
    }
  }

  /**
   * Runs a script once, as a condition would run, and gives back what it printed instead of logging it.
   *
   * @throws AppError `item_too_large`
   */
  async runScript(
    source: string,
    request: RequestView | undefined,
    host: number,
  ): Promise<ScriptOutcome> {
    const bytes = Buffer.byteLength(source);
    const { maxSourceBytes, mirror } = this.#options;
    if (bytes > maxSourceBytes)
      throw new AppError("item_too_large", `script of ${bytes} bytes, limit is ${maxSourceBytes}`);
    this.#useMirror(mirror);
    const data = this.#requestData(request, mentionedParts(`${source}\n${this.#fileSource}`));
    const { problem, output, lines } = await this.#submit(
      nameOfDebugScript(source),
      data,
      (at) => ({
        kind: "script",
        generation: this.#generation,
        source,
        host,
        request: at,
      }),
    );
    const value = typeof output === "string" ? output : "nil";
    return { value, lines, ...(problem && { error: problem.text }) };
  }

  #useMirror(mirror: LuaProgramOptions["mirror"]): void {
    mirror.activate();
    this.#options.runtime.noticeChanges();
  }

  #requestData(
    request: RequestView | undefined,
    parts: ReadonlySet<RequestPart>,
  ): RequestData | undefined {
    return request && requestData(request, parts, this.#options);
  }

  /** Adds to `works` unless the answer is known. */
  #later(
    { gate, host }: GateCall,
    request: RequestData | undefined,
    works: Work[],
  ): Promise<number> {
    const state = this.#gates.state(gate);
    const known = state.constant?.weight ?? this.#gates.keptWeight(gate, host);
    if (known !== undefined) return Promise.resolve(known);
    this.#options.mirror.activate();
    return new Promise((resolve) => {
      works.push({
        script: state.gate.text,
        request,
        job: (at) => this.#gateJob({ gate, host }, at, false),
        answerFromKept: () => {
          const weight = this.#gates.keptWeight(gate, host);
          if (weight !== undefined) resolve(weight);
          return weight !== undefined;
        },
        done: (result) => resolve(this.#gates.take(gate, host, result).weight),
      });
    });
  }

  async #explainInWorker(
    request: RequestView | undefined,
    call: GateCall,
  ): Promise<{ readonly computed: Computed; readonly paths: readonly (readonly string[])[] }> {
    const state = this.#gates.state(call.gate);
    this.#options.mirror.activate();
    const data = this.#requestData(request, state.parts);
    const result = await this.#submit(state.gate.text, data, (at) => this.#gateJob(call, at, true));
    const computed = this.#gates.take(call.gate, call.host, { ...result, isVolatile: true });
    return { computed, paths: result.paths ?? [] };
  }

  #submit(
    script: string,
    request: RequestData | undefined,
    job: (requestIndex: number) => Job,
  ): Promise<JobResult> {
    return new Promise((resolve) => {
      const answerFromKept = (): boolean => false;
      this.#options.runtime.submit([{ script, request, job, answerFromKept, done: resolve }]);
    });
  }

  #gateJob({ gate, host }: GateCall, request: number, isTraced: boolean): Job {
    return { kind: "gate", generation: this.#generation, index: gate, host, request, isTraced };
  }

  #readsAt(paths: readonly (readonly string[])[]): InputRead[] {
    const { input } = this.#options;
    const byPath = new Map(paths.map((path) => [JSON.stringify(path), path]));
    return [...byPath.values()].map((path) => {
      const [dotted = ""] = path;
      // A single key may be a dotted path as the script wrote it.
      const found = path.length === 1 ? (input.resolvePath(dotted) ?? path) : path;
      return { path: found, value: input.at(found), ageMs: input.ages(found)?.newestMs };
    });
  }
}

/** What one of them did must not be held against another, and none may take much memory. */
function nameOfDebugScript(source: string): string {
  return `script of ${source.length} characters: ${source.slice(0, MAX_NAME_CHARS)}`;
}
