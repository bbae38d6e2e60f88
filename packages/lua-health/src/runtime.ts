import { AppError } from "@signalbox/errors";
import type { Cancel, Clock } from "@signalbox/clock";
import { failedResult } from "./job-results.js";
import type { LuaLimits } from "./limits.js";
import type { JobResult, LoadReply, ProgramSource, RunProblem } from "./messages.js";
import type { Mirror } from "./mirror.js";
import type { LuaObserver } from "./observer.js";
import { failWorks, WorkQueue, type Work } from "./work-queue.js";
import { scriptName } from "./script-name.js";
import { WorkerLost, WorkerThread, type WorkerThreadOptions } from "./worker-thread.js";

const MAX_PAUSE_MS = 30_000;
const MAX_DATA_TURNS = 500;

export interface RuntimeOptions {
  readonly clock: Clock;
  readonly limits: LuaLimits;
  readonly mirror: Mirror;
  readonly observer: LuaObserver;
  readonly thread: WorkerThreadOptions;
  /** Counts of recent redirects that changed since the last call; all of them after a restart. */
  recentChanges(isRestart: boolean): Readonly<Record<string, number>>;
}

interface WaitingLoad {
  readonly program: ProgramSource;
  readonly resolve: (reply: LoadReply) => void;
  readonly reject: (reason: Error) => void;
}

const CLOSED: RunProblem = { kind: "unavailable", text: "the Lua engine is closed" };
const AWAY: RunProblem = { kind: "unavailable", text: "the Lua worker is being started again" };

/**
 * Keeps one worker alive and busy with one question at a time: changes of the selection input, evaluations, programs. A
 * worker that is lost is replaced, and told the program and all data again; until then evaluations fail at once.
 */
export class LuaRuntime {
  readonly #options: RuntimeOptions;
  readonly #works: WorkQueue;
  readonly #loads: WaitingLoad[] = [];
  #thread: WorkerThread | undefined;
  #program: ProgramSource | undefined;
  #isBusy = false;
  #isFresh = true;
  /** Turns in a row that brought changes only, because there were more to come. */
  #dataTurns = 0;
  #isClosed = false;
  #cancelPump: Cancel | undefined;
  #cancelRestart: Cancel = () => undefined;

  private constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#works = new WorkQueue(options.clock, options.limits);
  }

  /** @throws AppError `unavailable` when the first worker does not start. */
  static async start(options: RuntimeOptions): Promise<LuaRuntime> {
    const runtime = new LuaRuntime(options);
    try {
      await runtime.#startThread();
    } catch (error) {
      throw new AppError("unavailable", "the Lua worker does not start", { cause: error });
    }
    return runtime;
  }

  /** @throws AppError `invalid_argument` when a script of it does not end, `unavailable` when there is no worker. */
  load(program: ProgramSource): Promise<LoadReply> {
    return new Promise((resolve, reject) => {
      this.#loads.push({ program, resolve, reject });
      this.#pump();
    });
  }

  /** Takes the works on, all in one turn if there is room; what cannot be done is answered at once. */
  submit(works: readonly Work[]): void {
    for (const work of works) {
      const problem = this.#refusal() ?? this.#works.add(work);
      if (problem !== undefined) work.done(failedResult(problem));
    }
    this.#pump();
  }

  /** The selection input has changed: the worker is told in a later turn, once for all changes of this one. */
  noticeChanges(): void {
    if (this.#cancelPump !== undefined || !this.#options.mirror.hasChanges) return;
    this.#cancelPump = this.#options.clock.soon(() => {
      this.#cancelPump = undefined;
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelPump?.();
    this.#cancelRestart();
    this.#failLoads(new AppError("unavailable", "the Lua engine is closed"));
    this.#works.failAll(CLOSED);
    await this.#thread?.close();
  }

  #refusal(): RunProblem | undefined {
    if (this.#isClosed) return CLOSED;
    return this.#thread === undefined ? AWAY : undefined;
  }

  #pump(): void {
    const thread = this.#thread;
    if (thread === undefined || this.#isBusy || this.#isClosed) return;
    const load = this.#loads.shift();
    if (load !== undefined) this.#load(thread, load);
    else this.#turn(thread);
  }

  #turn(thread: WorkerThread): void {
    const { mirror, clock } = this.#options;
    if (this.#works.isEmpty && !mirror.hasChanges) return;
    const { changes, entries } = mirror.take(clock.monotonicMs(), this.#maxEntries());
    // Evaluations go with the last of the changes: they see the selection input as it is.
    const works = mirror.hasChanges ? [] : this.#works.next();
    this.#dataTurns = mirror.hasChanges ? this.#dataTurns + 1 : 0;
    if (works.length === 0 && changes.length === 0) return;
    const requests = [...new Set(works.flatMap(({ request }) => (request ? [request] : [])))];
    const jobs = works.map((work) => work.job(work.request ? requests.indexOf(work.request) : -1));
    const recent = this.#options.recentChanges(this.#isFresh);
    this.#isFresh = false;
    const message = { kind: "turn", changes, dataEntries: mirror.entries, recent, requests, jobs };
    this.#isBusy = true;
    thread.turn({ ...message, kind: "turn" }, entries).then(
      ({ results, spentUs, memoryBytes }) => {
        this.#options.observer.onTimeSpent?.(spentUs);
        this.#options.observer.onMemory?.(memoryBytes);
        works.forEach((work, at) => this.#finish(work, results[at]));
        this.#idle();
      },
      (reason: unknown) => this.#turnLost(works, reason),
    );
  }

  /** Much is sent in slices, so that making the message does not hold the main thread up; but not for ever. */
  #maxEntries(): number {
    return this.#dataTurns < MAX_DATA_TURNS ? this.#options.limits.maxEntriesPerTurn : Infinity;
  }

  #finish(work: Work, result: JobResult = failedResult(AWAY)): void {
    const kind = result.problem?.kind;
    if (kind === "deadline" || kind === "memory")
      this.#works.hold(work, this.#options.limits.slowPauseMs);
    else if (kind !== "barred") this.#works.release(work);
    work.done(result);
  }

  #idle(): void {
    this.#isBusy = false;
    this.#pump();
  }

  #turnLost(works: readonly Work[], reason: unknown): void {
    const lost = asLost(reason);
    const culprit = works[lost.startedJobs - 1];
    if (culprit !== undefined && lost.reason !== "closed") {
      this.#works.hold(culprit, this.#options.limits.barredMs);
      culprit.done(failedResult({ kind: "deadline", text: lost.message }));
    }
    failWorks(
      works.filter((work) => work !== culprit),
      AWAY,
    );
    this.#replaceThread(lost.message);
  }

  #load(thread: WorkerThread, load: WaitingLoad): void {
    this.#isBusy = true;
    thread.load({ kind: "load", program: load.program }).then(
      (reply) => {
        if (reply.problems.length === 0) {
          this.#program = load.program;
          this.#works.releaseAll();
        }
        load.resolve(reply);
        this.#idle();
      },
      (reason: unknown) => {
        const lost = asLost(reason);
        load.reject(loadError(load.program, lost));
        this.#replaceThread(lost.message);
      },
    );
  }

  #replaceThread(reason: string): void {
    this.#thread = undefined;
    this.#isBusy = false;
    if (this.#isClosed) return;
    this.#works.failAll(AWAY);
    this.#options.observer.onEvaluators?.(0);
    this.#options.observer.onRespawn?.(reason);
    this.#restart(this.#options.limits.restartPauseMs);
  }

  #restart(pauseMs: number): void {
    this.#startThread().catch((reason: unknown) => {
      if (this.#isClosed) return;
      const lost = asLost(reason);
      this.#failLoads(
        new AppError("unavailable", "the Lua worker does not start", { cause: lost }),
      );
      this.#cancelRestart = this.#options.clock.after(pauseMs, () =>
        this.#restart(Math.min(pauseMs * 2, MAX_PAUSE_MS)),
      );
    });
  }

  async #startThread(): Promise<void> {
    const thread = await WorkerThread.start(this.#options.thread);
    if (this.#program !== undefined) await thread.load({ kind: "load", program: this.#program });
    if (this.#isClosed) {
      await thread.close();
      return;
    }
    this.#options.mirror.restart();
    this.#isFresh = true;
    this.#thread = thread;
    this.#options.observer.onEvaluators?.(1);
    this.#pump();
  }

  #failLoads(reason: Error): void {
    for (const load of this.#loads.splice(0)) load.reject(reason);
  }
}

function asLost(reason: unknown): WorkerLost {
  if (reason instanceof WorkerLost) return reason;
  const message = reason instanceof Error ? reason.message : "unknown failure";
  return new WorkerLost("crash", message, 0);
}

/** Scripts are loaded in this order, so the count of those begun names the one that did not end. */
function loadError(program: ProgramSource, lost: WorkerLost): AppError {
  if (lost.reason === "closed") return new AppError("unavailable", lost.message);
  const scripts = [
    ...program.files.map(({ path }) => path),
    ...program.gates,
    ...program.hooks.map(({ name }) => `${name} hook`),
  ];
  const script = scriptName(scripts[lost.startedJobs - 1] ?? "the program");
  return new AppError("invalid_argument", `Lua: loading ${script}: ${lost.message}`);
}
