import type { Agent, AgentOptions } from "node:http";
import { TransportError } from "./errors.js";

/** One kept-alive connection, or the place for one: an agent that never opens a second. */
export interface Slot {
  readonly agent: Agent;
}

interface Waiter {
  readonly preferred: Slot | undefined;
  readonly grant: (slot: Slot) => void;
  readonly refuse: (reason: Error) => void;
}

export interface ConnectionSlotsOptions {
  readonly concurrency: number;
  /** Calls that may wait for a free connection; one more is refused. */
  readonly maxQueuedCalls: number;
  readonly createAgent: (options: AgentOptions) => Agent;
}

const closedError = (): TransportError => new TransportError("ECLOSED", "client is closed");

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}

/**
 * Hands out `concurrency` connections, the last used one first, waiting callers in order of arrival. A caller may name
 * the connection it wants: a fill lock belongs to the connection it was granted on, so the set that ends it should leave
 * on the same one. Source: reference cache-manager 2.3 rows 1 and 16.
 *
 * Idle connections do not keep the process alive (Node's agent unrefs them). `close` ends everything.
 */
export class ConnectionSlots {
  readonly #options: ConnectionSlotsOptions;
  readonly #all: Slot[] = [];
  readonly #idle: Slot[] = [];
  readonly #waiting: Waiter[] = [];
  #isClosed = false;

  constructor(options: ConnectionSlotsOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * @throws TransportError `ECLOSED` after `close`, `EQUEUE` when `maxQueuedCalls` callers wait already.
   */
  acquire(preferred?: Slot, signal?: AbortSignal): Promise<Slot> {
    if (this.#isClosed) return Promise.reject(closedError());
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    const slot = this.#takeIdle(preferred) ?? this.#open();
    return slot ? Promise.resolve(slot) : this.#enqueue(preferred, signal);
  }

  release(slot: Slot): void {
    const wanted = this.#waiting.findIndex((waiter) => waiter.preferred === slot);
    const [next] = this.#waiting.splice(Math.max(wanted, 0), 1);
    if (next) next.grant(slot);
    else this.#idle.push(slot);
  }

  close(): void {
    this.#isClosed = true;
    for (const slot of this.#all) slot.agent.destroy();
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(closedError());
  }

  #takeIdle(preferred: Slot | undefined): Slot | undefined {
    const index = preferred ? this.#idle.indexOf(preferred) : -1;
    return index >= 0 ? this.#idle.splice(index, 1)[0] : this.#idle.pop();
  }

  #open(): Slot | undefined {
    if (this.#all.length >= this.#options.concurrency) return undefined;
    const agent = this.#options.createAgent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });
    const slot = { agent };
    this.#all.push(slot);
    return slot;
  }

  #enqueue(preferred: Slot | undefined, signal: AbortSignal | undefined): Promise<Slot> {
    const limit = this.#options.maxQueuedCalls;
    if (this.#waiting.length >= limit) {
      const message = `${limit} calls wait for a connection already (maxQueuedCalls)`;
      return Promise.reject(new TransportError("EQUEUE", message));
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        if (signal) reject(abortReason(signal));
      };
      const waiter: Waiter = {
        preferred,
        grant: (slot) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(slot);
        },
        refuse: reject,
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiter);
    });
  }
}
