import assert from "node:assert/strict";
import type { Answer, Grant, GrantCause, LockSettings } from "../src/index.js";
import type { FakeConnection } from "../src/testing/index.js";
import { latestAnswerMs, type Caller } from "./lock-model.js";

const EPSILON_MS = 1e-6;
const YOUNG_MS = 5_000;
/** What may take a lock from its holder by request, with the cause its successor is given. */
const TAKEN_BY: Record<string, GrantCause> = {
  release: "released",
  refuse: "refused",
  oversize: "refused",
  refuseAll: "refused",
  close: "refused",
};

interface HeldGrant extends Grant {
  readonly caller: Caller;
  readonly cause: GrantCause;
  sinceMs: number;
  isOver: boolean;
  /** Renewed after its connection had ended. */
  outlivesConnection: boolean;
}

/**
 * Watches a run and checks what must hold whatever the rules in detail: answers, their time and order, and that a grant
 * is replaced only for a reason. Knows nothing of queues and timers. Source: reference reliability 6.2.
 */
export class LockHistory {
  nowMs = 0;
  /** The kind of request that is being carried out. */
  action = "";
  /** By key: who was told what, in order. */
  readonly told = new Map<string, string>();
  readonly #settings: LockSettings;
  readonly #pending = new Map<number, Caller>();
  readonly #grants = new Map<string, HeldGrant>();
  readonly #closedByPeerAtMs = new Map<FakeConnection, number>();
  #lastEpoch = 0;

  constructor(settings: LockSettings) {
    this.#settings = settings;
  }

  asked(caller: Caller): void {
    this.#pending.set(caller.id, caller);
  }

  /** A caller that asked for a refresh and is served what there is. */
  served(caller: Caller): void {
    this.#pending.delete(caller.id);
  }

  answered(caller: Caller, answer: Answer, cause: GrantCause | undefined): void {
    assert(this.#pending.delete(caller.id), `${caller.id} is answered a second time`);
    const latestMs = caller.askedAtMs + latestAnswerMs(caller.asker.waitMs, this.#settings);
    assert(this.nowMs <= latestMs + EPSILON_MS, `${caller.id} is answered too late`);
    this.told.set(caller.key, `${this.told.get(caller.key) ?? ""} ${caller.id} ${answer.kind},`);
    if (answer.kind === "lock" && cause) this.#granted(caller, answer.grant, cause);
  }

  renewed(key: string): void {
    const grant = this.#grants.get(key);
    if (!grant) throw new Error(`${key} was renewed and never granted`);
    grant.sinceMs = this.nowMs;
    grant.outlivesConnection = !grant.caller.asker.owner.isOpen;
  }

  closedByPeer(owner: FakeConnection): void {
    this.#closedByPeerAtMs.set(owner, this.nowMs);
  }

  /** To be called after each request: grants that are gone must have had a reason to go. */
  settle(isHeld: (key: string) => boolean): void {
    for (const [key, grant] of this.#grants) {
      if (grant.isOver || isHeld(key)) continue;
      const isTaken = this.action in TAKEN_BY || this.action === "fill" || this.action === "stop";
      assert(
        isTaken || this.#isLeaseOver(grant) || this.#isGraceOver(grant),
        `${key} lost its grant for no reason`,
      );
      grant.isOver = true;
    }
  }

  /** Callers without an answer that could still be given one. */
  waiting(key?: string): Caller[] {
    return [...this.#pending.values()].filter(
      (caller) => caller.asker.isOpen && (key === undefined || caller.key === key),
    );
  }

  #granted(caller: Caller, grant: Grant, cause: GrantCause): void {
    const held = this.#grants.get(caller.key);
    if (cause === "again") {
      assert.equal(grant.epoch, held?.epoch);
      assert.equal(caller.asker.owner, held?.caller.asker.owner);
    } else {
      assert(grant.epoch > this.#lastEpoch, `epoch ${grant.epoch} comes after ${this.#lastEpoch}`);
      this.#lastEpoch = grant.epoch;
      assert(this.#isDue(held, cause), `${caller.key} is granted as ${cause} without cause`);
      this.#expectTurn(caller);
    }
    const kept = cause === "again" && held ? held.cause : cause;
    this.#grants.set(caller.key, {
      ...grant,
      caller,
      cause: kept,
      sinceMs: this.nowMs,
      isOver: false,
      outlivesConnection: false,
    });
  }

  /** At most one unexpired lease a key, but for the one that doubles an old one. */
  #isDue(held: HeldGrant | undefined, cause: GrantCause): boolean {
    if (cause === "miss" || cause === "refresh") return held === undefined || held.isOver;
    if (!held) return false;
    if (cause === "expired") return this.#isLeaseOver(held);
    if (cause === "disconnected") return this.#isGraceOver(held);
    if (cause !== "wait_timeout") return TAKEN_BY[this.action] === cause;
    return held.cause !== "wait_timeout" && this.nowMs - held.sinceMs >= YOUNG_MS;
  }

  /** Nobody who came earlier, and is still there, is passed over. */
  #expectTurn(caller: Caller): void {
    const earlier = this.waiting(caller.key).filter((other) => other.id < caller.id);
    assert.deepEqual(
      earlier.map(({ id }) => id),
      [],
      `${caller.id} is served before others`,
    );
  }

  #isLeaseOver(grant: HeldGrant): boolean {
    return this.nowMs >= grant.sinceMs + grant.leaseMs - EPSILON_MS;
  }

  #isGraceOver(grant: HeldGrant): boolean {
    const closedAtMs = this.#closedByPeerAtMs.get(grant.caller.asker.owner) ?? Infinity;
    const graceEndMs = closedAtMs + this.#settings.disconnectGraceMs;
    return !grant.outlivesConnection && this.nowMs >= graceEndMs - EPSILON_MS;
  }
}
