import type { Clock, Steps } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { CallMessage, FromWorker, PutMessage, ToWorker } from "../messages.js";
import { commitPuts } from "./commit-puts.js";
import { longMethods, orderedMethods, shortMethods } from "./methods.js";
import type { StoreParts } from "./store-parts.js";

/** Bytes of writes that are made durable together. */
const GROUP_BYTES = 16 * 1024 * 1024;
/** Time for reads and upkeep between two groups of writes. */
const TURN_MS = 10;

export interface TurnsOptions {
  readonly clock: Clock;
  readonly parts: StoreParts;
  readonly file: string;
  /** Bytes of the log at which it is moved into chunks; writes wait at twice as much. */
  readonly flushBytes: number;
  readonly send: (message: FromWorker) => void;
  readonly toAppError: (reason: unknown) => AppError;
  readonly close: () => void;
}

/** Long work under way. */
interface Job {
  /** Nobody waits for a flush that the worker began by itself. */
  readonly call: number | undefined;
  readonly steps: Steps<unknown>;
}

/**
 * Everything the worker does, in turns: all writes that wait, in one transaction; then reads and steps of upkeep for a few
 * milliseconds; then writes again. So neither stands still for the other.
 */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #short: ReturnType<typeof shortMethods>;
  readonly #long: ReturnType<typeof longMethods>;
  readonly #ordered: ReturnType<typeof orderedMethods>;
  #writes: ToWorker[] = [];
  readonly #reads: CallMessage[] = [];
  readonly #jobs: Job[] = [];
  #isPlanned = false;
  #isFlushing = false;
  /** Why the log could not be moved into chunks the last time. */
  #flushFailure: AppError | undefined;
  #isClosed = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
    this.#short = shortMethods(options.parts, options.file);
    this.#long = longMethods(options.parts);
    this.#ordered = orderedMethods(options.parts, () => {
      this.#isClosed = true;
      options.close();
    });
  }

  take(message: ToWorker): void {
    if (message.kind === "put" || message.method in this.#ordered) this.#writes.push(message);
    else if (message.method in this.#long) this.#jobs.push(this.#jobOf(message));
    else this.#reads.push(message);
    this.#plan();
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#options.clock.soon(() => {
      this.#isPlanned = false;
      this.#turn();
    });
  }

  #turn(): void {
    this.#write();
    const { clock } = this.#options;
    const endMs = clock.monotonicMs() + TURN_MS;
    while (!this.#isClosed && clock.monotonicMs() < endMs) if (!this.#readOrStep()) break;
    if (this.#isClosed) return;
    const isWaiting = this.#writes.length + this.#reads.length + this.#jobs.length > 0;
    if (isWaiting) this.#plan();
  }

  /** One read and one step. @returns whether there was any */
  #readOrStep(): boolean {
    const read = this.#reads.shift();
    if (read !== undefined) this.#answer(read.call, () => this.#call(this.#short, read));
    const job = this.#jobs[0];
    if (job !== undefined) this.#step(job);
    return read !== undefined || job !== undefined;
  }

  #step(job: Job): void {
    try {
      const { done, value } = job.steps.next();
      if (done !== true) return;
      if (job.call !== undefined) this.#send(job.call, value);
      this.#flushFailure = undefined;
    } catch (reason) {
      const failure = this.#options.toAppError(reason);
      if (job.call === undefined) this.#flushFailure = failure;
      else this.#fail(job.call, failure);
    }
    this.#jobs.shift();
    if (job.call === undefined) this.#isFlushing = false;
  }

  /** All writes that wait, as far as the log has room. */
  #write(): void {
    const { parts, flushBytes } = this.#options;
    this.#flushWhenDue();
    const isFull = parts.log.bytes >= 2 * flushBytes;
    if (isFull && this.#flushFailure === undefined) return;
    while (this.#writes.length > 0 && !this.#isClosed) {
      const group = this.#nextGroup();
      const [first] = group;
      if (first?.kind === "call") this.#answer(first.call, () => this.#call(this.#ordered, first));
      else if (isFull && this.#flushFailure !== undefined) this.#failAll(group, this.#flushFailure);
      else {
        this.#commit(group.filter((message) => message.kind === "put"));
        return;
      }
    }
  }

  #flushWhenDue(): void {
    const { parts, flushBytes } = this.#options;
    if (this.#isFlushing || parts.log.bytes < flushBytes) return;
    this.#isFlushing = true;
    this.#jobs.push({ call: undefined, steps: this.#long.flush() });
  }

  /** Writes up to a size, or one call that keeps its place among them. */
  #nextGroup(): ToWorker[] {
    let bytes = 0;
    let end = 0;
    for (const message of this.#writes) {
      if (message.kind === "call") break;
      bytes += message.record.byteLength;
      end++;
      if (bytes >= GROUP_BYTES) break;
    }
    return this.#writes.splice(0, Math.max(end, 1));
  }

  #commit(puts: readonly PutMessage[]): void {
    try {
      for (const outcome of commitPuts(this.#options.parts, puts))
        if ("failure" in outcome) this.#fail(outcome.call, outcome.failure);
        else this.#send(outcome.call, outcome.result);
    } catch (reason) {
      this.#failAll(puts, this.#options.toAppError(reason));
    }
  }

  #jobOf(message: CallMessage): Job {
    return { call: message.call, steps: this.#call(this.#long, message) as Steps<unknown> };
  }

  // The other side made the arguments to fit the method: see worker-client.ts.
  #call(methods: object, { method, args }: CallMessage): unknown {
    const implementation = (methods as Record<string, (...all: readonly unknown[]) => unknown>)[
      method
    ];
    if (implementation === undefined) throw new TypeError(`the worker knows no method ${method}`);
    return implementation(...args);
  }

  #answer(call: number, work: () => unknown): void {
    try {
      this.#send(call, work());
    } catch (reason) {
      this.#fail(call, this.#options.toAppError(reason));
    }
  }

  #send(call: number, result: unknown): void {
    this.#options.send({ kind: "result", call, result });
  }

  #failAll(messages: readonly ToWorker[], failure: AppError): void {
    for (const { call } of messages) this.#fail(call, failure);
  }

  #fail(call: number, { code, message }: { code: AppError["code"]; message: string }): void {
    this.#options.send({ kind: "failed", call, failure: { code, message } });
  }
}
