import { Worker } from "node:worker_threads";
import { AppError } from "@signalbox/errors";
import type { Failure, FromWorker, JobSetup, ToWorker, WorkerSetup } from "./messages.js";

/** From source the entry is a small module that first makes Node read TypeScript. */
const isSource = import.meta.url.endsWith(".ts");
const entry = new URL(
  isSource ? "../../dev/worker-from-source.mjs" : "./worker/thread-main.js",
  import.meta.url,
);

export interface WorkerEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** Once, however it ended. */
  readonly onEnd: (reason: string) => void;
}

/** A thread of the store: the one that writes, or one that does a job beside it. */
export class StoreWorker {
  readonly #worker: Worker;
  readonly ended: Promise<void>;

  constructor(setup: WorkerSetup | JobSetup, events: WorkerEvents) {
    this.#worker = new Worker(entry, {
      workerData: setup,
      execArgv: isSource ? ["--conditions=source"] : [],
      env: {},
      stdout: true,
      stderr: true,
    });
    // The engine prints when it panics; the error that follows says the same.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    let reason = "it ended by itself";
    this.#worker.on("message", events.onMessage);
    this.#worker.on("error", (error) => (reason = error.message));
    this.ended = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        events.onEnd(reason);
        resolve();
      });
    });
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message, message.kind === "put" ? [message.record] : []);
  }

  terminate(): void {
    // Its end is told by onEnd.
    void this.#worker.terminate();
  }
}

/** The error a worker told of. */
export function failureError({ code, message }: Failure): AppError {
  return new AppError(code, message);
}

/**
 * Runs a job in a thread of its own, on the store as it is at this moment.
 *
 * @throws AppError as the job did, or `unavailable` when its thread ended
 */
export function runSideJob(setup: JobSetup): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new StoreWorker(setup, {
      onMessage: (message) => {
        if (message.kind === "result") resolve(message.result);
        if (message.kind === "failed") reject(failureError(message.failure));
      },
      onEnd: (reason) =>
        reject(new AppError("unavailable", `the ${setup.job} of the store ended: ${reason}`)),
    });
  });
}
