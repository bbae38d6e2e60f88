import { AppError } from "@signalbox/errors";
import type { GateCall } from "@signalbox/routing";
import { runInTurns, type Clock } from "@signalbox/clock";
import type { InputReader } from "./input-reader.js";
import { defaultLuaLimits, type LuaLimits } from "./limits.js";
import { BoundedLog, type LuaLog } from "./lua-log.js";
import {
  LuaProgram,
  type LuaProgramOptions,
  type ExplainedGate,
  type HookArgs,
  type ScriptOutcome,
} from "./lua-program.js";
import { Mirror } from "./mirror.js";
import type { LuaObserver } from "./observer.js";
import {
  prepareProgramInSteps,
  type PreparedProgram,
  refuseBadProgram,
  type LoadedLua,
  type LuaProgramSource,
} from "./program-source.js";
import type { HookName, HookResult } from "./hook-result.js";
import { RecentConnections } from "./recent-connections.js";
import { noSessions, type SessionCounts, type SessionType } from "./request-data.js";
import { Reporter } from "./reporter.js";
import type { RequestView } from "./request-view.js";
import { LuaRuntime } from "./runtime.js";

export interface LuaSettings {
  /** What the health functions answer where metrics are missing or expired; default "unhealthy" (cdn-router 5.3). */
  readonly onMissingMetrics: "unhealthy" | "healthy";
  /** False has everything interpreted, which is slower and must not change any answer; default true. */
  readonly compileExpressions: boolean;
}

export interface LuaEngineOptions {
  readonly clock: Clock;
  readonly input: InputReader;
  readonly log: LuaLog;
  readonly observer?: LuaObserver;
  readonly limits?: Partial<LuaLimits>;
  readonly settings?: Partial<LuaSettings>;
  /** Answers `verify_security_token()`; without it the function answers 0. No secret enters the worker. */
  readonly verifyToken?: (request: RequestView) => boolean;
  /** True when no more sessions of the type may begin: `set_session_type` then changes nothing. Default: never. */
  readonly isSessionTypeFull?: (type: SessionType) => boolean;
  /** The table `session_count`; default: 0 sessions of each type in every group. */
  readonly sessionCounts?: (request: RequestView) => SessionCounts;
}

const SETTINGS: LuaSettings = { onMissingMetrics: "unhealthy", compileExpressions: true };

/** Evaluates gates, health checks and hooks. Made by `startLuaEngine`; `close` ends its worker. */
export class LuaEngine {
  readonly #options: LuaEngineOptions;
  readonly #limits: LuaLimits;
  readonly #settings: LuaSettings;
  readonly #mirror: Mirror;
  readonly #reporter: Reporter;
  readonly #recent: RecentConnections;
  readonly #runtime: LuaRuntime;
  readonly #stopListening: () => void;
  #program: LuaProgram | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #generation = 0;

  private constructor(parts: EngineParts, runtime: LuaRuntime) {
    this.#options = parts.options;
    this.#limits = parts.limits;
    this.#settings = parts.settings;
    this.#mirror = parts.mirror;
    this.#recent = parts.recent;
    this.#reporter = parts.reporter;
    this.#runtime = runtime;
    const { mirror } = parts;
    this.#stopListening = parts.options.input.onChange(
      (paths) => {
        mirror.noteChanges(paths);
        runtime.noticeChanges();
      },
      { wantsPaths: () => mirror.isActive },
    );
  }

  /** @throws AppError `unavailable` when the worker does not start. */
  static async start(options: LuaEngineOptions): Promise<LuaEngine> {
    const parts = engineParts(options);
    const { limits, settings, mirror, recent } = parts;
    const runtime = await LuaRuntime.start({
      clock: options.clock,
      limits,
      mirror,
      observer: options.observer ?? {},
      recentChanges: (isRestart) => recent.changes(isRestart),
      thread: {
        clock: options.clock,
        graceMs: limits.graceMs,
        startMs: limits.startMs,
        setup: {
          ...limits,
          maxLinesPerRun: limits.maxLinesPerSecond,
          healthyWhenMissing: settings.onMissingMetrics === "healthy",
        },
      },
    });
    return new LuaEngine(parts, runtime);
  }

  /** The program in use. @throws AppError `unavailable` before the first `load`. */
  get program(): LuaProgram {
    if (this.#program === undefined) throw new AppError("unavailable", "no Lua program is loaded");
    return this.#program;
  }

  /**
   * Replaces the program as a whole. What is under way in the program before is still answered; keep the returned program
   * with the plan it belongs to where the two must not be mixed.
   *
   * @throws AppError `invalid_argument` naming every script that does not compile, with its line; nothing changes then.
   */
  load(source: LuaProgramSource): Promise<LoadedLua> {
    // One after the other, so that the last one asked for is the one that stays.
    const loaded = this.#loading.then(() => this.#load(source));
    this.#loading = loaded.catch(() => undefined);
    return loaded;
  }

  /** See `LuaProgram.evaluate`. */
  evaluate(request: RequestView | undefined, gate: number, host: number): number {
    return this.program.evaluate(request, gate, host);
  }

  /** See `LuaProgram.evaluateLater`. */
  evaluateLater(request: RequestView | undefined, calls: readonly GateCall[]): Promise<number[]> {
    return this.program.evaluateLater(request, calls);
  }

  /** See `LuaProgram.explain`. */
  explain(request: RequestView | undefined, gate: number, host: number): Promise<ExplainedGate> {
    return this.program.explain(request, gate, host);
  }

  /** See `LuaProgram.runHook`. */
  runHook(name: HookName, request: RequestView | undefined, args: HookArgs): Promise<HookResult> {
    return this.program.runHook(name, request, args);
  }

  /** See `LuaProgram.runScript`. */
  runScript(source: string, request?: RequestView, host = -1): Promise<ScriptOutcome> {
    return this.program.runScript(source, request, host);
  }

  /** Counts a redirect to the host, for the predictions of `host_bitrate` and its kin. */
  noteRedirect(host: number): void {
    const info = this.program.hosts[host];
    if (info !== undefined) this.#recent.redirected(info);
  }

  /** Ends the worker. Evaluations that wait are answered 0. */
  async close(): Promise<void> {
    this.#stopListening();
    await this.#runtime.close();
  }

  async #load(source: LuaProgramSource): Promise<LoadedLua> {
    const generation = this.#generation + 1;
    const { clock } = this.#options;
    const { maxSourceBytes } = this.#limits;
    const prepared = await runInTurns(
      clock,
      prepareProgramInSteps(source, generation, maxSourceBytes),
    );
    const reply = await this.#runtime.load(prepared.message);
    refuseBadProgram(prepared, reply.problems);
    this.#generation = generation;
    const program = await runInTurns(clock, LuaProgram.inSteps(this.#programOptions(prepared)));
    this.#recent.setHosts(prepared.hosts);
    this.#program = program;
    this.#reporter.forget();
    reply.lines.forEach(({ level, text }) => this.#reporter.line(level, "custom Lua files", text));
    return { program, warnings: prepared.warnings, globals: reply.globals };
  }

  #programOptions(prepared: PreparedProgram): LuaProgramOptions {
    return {
      ...this.#options,
      verifyToken: this.#options.verifyToken ?? (() => false),
      isSessionTypeFull: this.#options.isSessionTypeFull ?? (() => false),
      sessionCounts: this.#options.sessionCounts ?? noSessions,
      recentConnections: (name) => this.#recent.of(name),
      mirror: this.#mirror,
      reporter: this.#reporter,
      runtime: this.#runtime,
      maxKept: this.#limits.maxKept,
      maxSourceBytes: this.#limits.maxSourceBytes,
      isCompiling: this.#settings.compileExpressions,
      healthyWhenMissing: this.#settings.onMissingMetrics === "healthy",
      prepared,
    };
  }
}

interface EngineParts {
  readonly options: LuaEngineOptions;
  readonly limits: LuaLimits;
  readonly settings: LuaSettings;
  readonly mirror: Mirror;
  readonly recent: RecentConnections;
  readonly reporter: Reporter;
}

function engineParts(options: LuaEngineOptions): EngineParts {
  const limits = { ...defaultLuaLimits, ...options.limits };
  const { clock, log, input } = options;
  const { maxLineBytes, maxLinesPerSecond } = limits;
  const bounded = new BoundedLog({ clock, log, maxLineBytes, maxLinesPerSecond });
  return {
    options,
    limits,
    settings: { ...SETTINGS, ...options.settings },
    mirror: new Mirror(input),
    recent: new RecentConnections(input),
    reporter: new Reporter(clock, bounded, options.observer ?? {}),
  };
}

/**
 * Starts a Lua engine with its worker.
 *
 * @throws AppError `unavailable` when the worker does not start.
 */
export const startLuaEngine = (options: LuaEngineOptions): Promise<LuaEngine> =>
  LuaEngine.start(options);
