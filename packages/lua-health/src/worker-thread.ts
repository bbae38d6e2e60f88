import { Worker } from "node:worker_threads";
import type { Cancel, Clock } from "@signalbox/clock";
import type {
  FromWorker,
  LoadMessage,
  LoadReply,
  TurnMessage,
  TurnReply,
  WorkerSetup,
} from "./messages.js";

/** From source the entry is a small module that first makes Node read TypeScript. */
const isSource = import.meta.url.endsWith(".ts");
const entry = new URL(
  isSource ? "../dev/worker-from-source.mjs" : "./worker/thread-main.js",
  import.meta.url,
);
const SOURCE_ARGS = ["--conditions=source"];

const HEAP_MB = 128;
/** How often the progress is looked at within the time of one job. */
const LOOKS = 8;
/** Time for putting one value into the machine, on a slow machine. */
const MS_PER_ENTRY = 0.05;

/** The worker is gone: it was ended past a deadline, crashed, or was told to stop. */
export class WorkerLost extends Error {
  /** @param startedJobs How many jobs of the question had begun, the last of which did not end. */
  constructor(
    readonly reason: "deadline" | "crash" | "closed",
    message: string,
    readonly startedJobs: number,
  ) {
    super(message);
  }
}

export interface WorkerThreadOptions {
  readonly clock: Clock;
  readonly setup: Omit<WorkerSetup, "progress">;
  readonly graceMs: number;
  readonly startMs: number;
}

interface Pending {
  readonly resolve: (reply: FromWorker) => void;
  readonly reject: (reason: WorkerLost) => void;
}

/**
 * One life of the worker. Questions are asked one at a time; when no job of a question ends within its time and the
 * grace, the thread is ended. It never comes back: its owner starts another.
 */
export class WorkerThread {
  readonly #options: WorkerThreadOptions;
  readonly #worker: Worker;
  readonly #progress = new Int32Array(new SharedArrayBuffer(4));
  #pending: Pending | undefined;
  #stopWatch: Cancel = () => undefined;
  #askedAt = 0;
  #lost: WorkerLost | undefined;

  private constructor(options: WorkerThreadOptions) {
    this.#options = options;
    this.#worker = new Worker(entry, {
      workerData: { ...options.setup, progress: this.#progress.buffer },
      execArgv: isSource ? SOURCE_ARGS : [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      stdout: true,
      stderr: true,
    });
    // What the Lua library prints about memory it was refused is of no use to anybody.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on("message", (reply: FromWorker) => this.#answered(reply));
    this.#worker.on("error", (error) => this.#lose("crash", error.message));
    this.#worker.on("exit", (code) => this.#lose("crash", `exited with code ${code}`));
  }

  /** @throws WorkerLost when the thread does not become ready in time. */
  static async start(options: WorkerThreadOptions): Promise<WorkerThread> {
    const thread = new WorkerThread(options);
    await thread.#wait(options.startMs);
    return thread;
  }

  /** @throws WorkerLost */
  async load(message: LoadMessage): Promise<LoadReply> {
    const reply = await this.#ask(message, this.#options.setup.loadMs);
    if (reply.kind !== "load") throw this.#confused(reply.kind);
    return reply;
  }

  /** @throws WorkerLost */
  async turn(message: TurnMessage, entries: number): Promise<TurnReply> {
    const jobMs = this.#options.setup.evaluationMs;
    const reply = await this.#ask(message, jobMs, entries * MS_PER_ENTRY);
    if (reply.kind !== "turn") throw this.#confused(reply.kind);
    return reply;
  }

  /** Ends the thread; a question under way is rejected. */
  async close(): Promise<void> {
    this.#lose("closed", "the Lua worker was stopped");
    await this.#worker.terminate();
  }

  #ask(message: LoadMessage | TurnMessage, jobMs: number, extraMs = 0): Promise<FromWorker> {
    const answer = this.#wait(jobMs + this.#options.graceMs, extraMs);
    if (this.#lost === undefined) this.#worker.postMessage(message);
    return answer;
  }

  #wait(limitMs: number, extraMs = 0): Promise<FromWorker> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    this.#askedAt = Atomics.load(this.#progress, 0);
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#watch(limitMs, extraMs);
    });
  }

  /**
   * Ends the thread when nothing has begun for `limitMs`; so a long turn is fine and a single long job is not. It looks
   * several times within the limit, because only then it knows when the last job began.
   */
  #watch(limitMs: number, extraMs: number): void {
    const { clock } = this.#options;
    let seen = Atomics.load(this.#progress, 0);
    let endMs = clock.monotonicMs() + limitMs + extraMs;
    const look = (): void => {
      const now = Atomics.load(this.#progress, 0);
      if (now !== seen) endMs = clock.monotonicMs() + limitMs;
      seen = now;
      const leftMs = endMs - clock.monotonicMs();
      if (leftMs <= 0) this.#lose("deadline", `the Lua worker did not answer within ${limitMs} ms`);
      else this.#stopWatch = clock.after(Math.min(leftMs, limitMs / LOOKS), look);
    };
    this.#stopWatch = clock.after(limitMs / LOOKS, look);
  }

  #answered(reply: FromWorker): void {
    if (this.#lost !== undefined) return;
    const pending = this.#pending;
    this.#pending = undefined;
    this.#stopWatch();
    pending?.resolve(reply);
  }

  #lose(reason: WorkerLost["reason"], message: string): void {
    if (this.#lost !== undefined) return;
    const isAsked = this.#pending !== undefined;
    const startedJobs = isAsked ? Atomics.load(this.#progress, 0) - this.#askedAt : 0;
    this.#lost = new WorkerLost(reason, message, startedJobs);
    this.#stopWatch();
    // The promise of terminate() tells only that the thread is gone; nothing waits for it.
    void this.#worker.terminate();
    this.#pending?.reject(this.#lost);
    this.#pending = undefined;
  }

  #confused(kind: string): WorkerLost {
    return new WorkerLost("crash", `unexpected ${kind} reply of the Lua worker`, 0);
  }
}
