import { AppError } from "@signalbox/errors";
import type {
  FromWorker,
  MethodName,
  PutResult,
  ToWorker,
  WorkerMethods,
  WorkerSetup,
} from "./messages.js";
import type { SqliteStoreLimits } from "./store-limits.js";
import { failureError, StoreWorker } from "./store-worker.js";

/** A call that has no answer yet. */
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: AppError) => void;
  /** Undefined: no write of points. */
  readonly points: number | undefined;
}

interface Started {
  readonly client: WorkerClient;
  readonly failure: AppError | undefined;
}

/** The calling side of the worker: numbers calls, keeps them few, and fails all of them when the worker is gone. */
export class WorkerClient {
  readonly #limits: SqliteStoreLimits;
  readonly #worker: StoreWorker;
  readonly #waiting = new Map<number, Waiting>();
  #nextCall = 1;
  #writes = 0;
  #points = 0;
  #gone: AppError | undefined;

  private constructor(
    setup: WorkerSetup,
    limits: SqliteStoreLimits,
    onReady: (failure: AppError | undefined) => void,
  ) {
    this.#limits = limits;
    this.#worker = new StoreWorker(setup, {
      onMessage: (message) => {
        if (message.kind !== "ready") this.#answered(message);
        else onReady(message.failure && failureError(message.failure));
      },
      onEnd: (reason) => {
        const gone = new AppError("unavailable", `the worker of the store is gone: ${reason}`);
        this.#lose(gone);
        onReady(gone);
      },
    });
  }

  /** @throws AppError as opening the file does */
  static async start(setup: WorkerSetup, limits: SqliteStoreLimits): Promise<WorkerClient> {
    const { client, failure } = await new Promise<Started>((resolve) => {
      const client: WorkerClient = new WorkerClient(setup, limits, (failure) =>
        resolve({ client, failure }),
      );
    });
    if (failure === undefined) return client;
    await client.#worker.ended;
    throw failure;
  }

  get waitingWrites(): number {
    return this.#writes;
  }

  /** @throws AppError `unavailable` when too much waits already, `item_too_large` for a write beyond its limit */
  admit(points: number): void {
    const { maxWaitingWrites, maxWaitingPoints, maxPutPoints } = this.#limits;
    if (this.#gone !== undefined) throw this.#gone;
    if (points > maxPutPoints)
      throw new AppError(
        "item_too_large",
        `${points} points in one write, limit is ${maxPutPoints} (maxPutPoints)`,
      );
    if (this.#writes >= maxWaitingWrites)
      throw tooMuch(`${this.#writes} writes`, maxWaitingWrites, "maxWaitingWrites");
    // A single write is never too much for an idle store.
    if (this.#writes > 0 && this.#points + points > maxWaitingPoints)
      throw tooMuch(`${this.#points} points`, maxWaitingPoints, "maxWaitingPoints");
    this.#writes++;
    this.#points += points;
  }

  /** Gives back what `admit` took, when the write did not come to be. */
  dismiss(points: number): void {
    this.#writes--;
    this.#points -= points;
  }

  /** A write that was admitted. */
  put(record: ArrayBuffer, names: readonly string[], points: number): Promise<PutResult> {
    // What the worker answers to a write: see commit-puts.ts.
    return this.#ask(
      (call) => ({ kind: "put", call, record, names }),
      points,
    ) as Promise<PutResult>;
  }

  /** @throws AppError as the method does, or `unavailable` */
  call<Name extends MethodName>(
    method: Name,
    ...args: Parameters<WorkerMethods[Name]>
  ): Promise<ReturnType<WorkerMethods[Name]>> {
    const { maxWaitingCalls } = this.#limits;
    const calls = this.#waiting.size - this.#writes;
    if (calls >= maxWaitingCalls)
      return Promise.reject(tooMuch(`${calls} calls`, maxWaitingCalls, "maxWaitingCalls"));
    // The worker's methods are declared by the same interface.
    return this.#ask((call) => ({ kind: "call", call, method, args })) as Promise<
      ReturnType<WorkerMethods[Name]>
    >;
  }

  /** Lets writes under way come to their end; all other calls are refused from now on. */
  async close(): Promise<void> {
    if (this.#gone === undefined) {
      const closed = this.call("close");
      this.#gone = new AppError("unavailable", "the store is closed");
      // A worker that is gone has nothing left to close.
      await closed.catch(() => undefined);
    }
    await this.#worker.ended;
  }

  /** Ends the worker at once, as a crash would. */
  terminate(): void {
    this.#worker.terminate();
  }

  #ask(message: (call: number) => ToWorker, points?: number): Promise<unknown> {
    if (this.#gone !== undefined) {
      if (points !== undefined) this.dismiss(points);
      return Promise.reject(this.#gone);
    }
    const call = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject, points });
      this.#worker.post(message(call));
    });
  }

  #answered(message: Exclude<FromWorker, { kind: "ready" }>): void {
    const waiting = this.#waiting.get(message.call);
    if (waiting === undefined) return;
    this.#waiting.delete(message.call);
    if (waiting.points !== undefined) this.dismiss(waiting.points);
    if (message.kind === "result") waiting.resolve(message.result);
    else waiting.reject(failureError(message.failure));
  }

  #lose(reason: AppError): void {
    this.#gone ??= reason;
    for (const { reject, points } of this.#waiting.values()) {
      if (points !== undefined) this.dismiss(points);
      reject(this.#gone);
    }
    this.#waiting.clear();
  }
}

function tooMuch(what: string, limit: number, setting: string): AppError {
  return new AppError("unavailable", `${what} wait already, limit is ${limit} (${setting})`);
}
