import assert from "node:assert/strict";
import { expect } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import { FillLocks, type Answer, type LockSettings } from "../src/index.js";
import { FakeAsker, FakeConnection, RecordingLockObserver } from "../src/testing/index.js";
import { LockHistory } from "./lock-history.js";
import { LockModel, type Caller, type ModelClaim } from "./lock-model.js";
import { targetOf, VALUE } from "./locks-fixture.js";

const TOO_LARGE = new AppError("item_too_large", "too large");
const FRACTIONS = 1_024;
export const SLOTS = 5;

interface Asking {
  readonly key: string;
  readonly slot: number;
  readonly waitMs: number;
  readonly isDetached: boolean;
}
export interface Claiming {
  readonly key: string;
  readonly slot: number;
  readonly by: "token" | "old token" | "connection";
}

/** One request, or some time that passes. */
export type Action =
  | ({ readonly kind: "ask" | "refresh" } & Asking)
  | ({ readonly kind: "release" | "renew" | "refuse" | "oversize" } & Claiming)
  | { readonly kind: "fill"; readonly key: string }
  | { readonly kind: "rest"; readonly key: string; readonly ms: number }
  | { readonly kind: "refuseAll"; readonly slot: number }
  | { readonly kind: "close"; readonly slot: number; readonly by: "peer" | "server" | "refused" }
  | { readonly kind: "leave"; readonly pick: number }
  | { readonly kind: "advance"; readonly ms: number };

/** Carries out actions on the locks and on the model, and compares after each. */
export class LockRun {
  readonly #clock = new FakeClock();
  readonly #observer = new RecordingLockObserver();
  readonly #connections: FakeConnection[] = [];
  readonly #slots: FakeConnection[];
  readonly #callers: Caller[] = [];
  readonly #locks: FillLocks;
  readonly #model: LockModel;
  readonly #history: LockHistory;
  #actions = 0;

  constructor(settings: LockSettings) {
    this.#slots = Array.from({ length: SLOTS }, () => this.#connect());
    this.#locks = new FillLocks({ settings, clock: this.#clock, observer: this.#observer });
    this.#model = new LockModel(settings);
    this.#history = new LockHistory(settings);
  }

  perform(action: Action): void {
    this.#moveOn();
    this.#history.action = action.kind;
    this.#carryOut(action);
    this.#compare();
  }

  /** Stops the locks: everybody who is still there has been answered and nothing is left behind. */
  finish(): void {
    this.#moveOn();
    this.#history.action = "stop";
    this.#locks.stop();
    this.#model.stop();
    this.#compare();
    expect(this.#history.waiting()).toEqual([]);
    expect([this.#locks.lockCount, this.#locks.waiterCount, this.#clock.pendingTimers]).toEqual([
      0, 0, 0,
    ]);
    expect(this.#connections.every(({ watcherCount }) => watcherCount === 0)).toBe(true);
  }

  #carryOut(action: Action): void {
    switch (action.kind) {
      case "ask":
      case "refresh":
        this.#ask(action);
        break;
      case "release":
      case "renew":
      case "refuse":
      case "oversize":
        this.#claim(action);
        break;
      case "fill":
        this.#model.fill(action.key);
        this.#locks.fill(targetOf(action.key))?.(VALUE);
        assert.deepEqual(this.#history.waiting(action.key), []);
        break;
      case "rest":
        this.#model.rest(action.key, action.ms);
        this.#locks.rest(targetOf(action.key), action.ms);
        break;
      case "refuseAll":
        this.#model.refuseAllOf(this.#slot(action.slot));
        this.#locks.refuseAllOf(this.#slot(action.slot));
        break;
      case "close":
        this.#close(action.slot, action.by);
        break;
      case "leave":
        this.#callers.at(-1 - action.pick)?.asker.leave();
        break;
      case "advance":
        this.#advanceTo(this.#clock.monotonicMs() + action.ms);
    }
  }

  #ask({ kind, key, slot, ...options }: Extract<Action, Asking>): void {
    const asker: FakeAsker = new FakeAsker({
      ...options,
      owner: this.#slot(slot),
      onAnswer: (answer) => this.#answered(caller, answer),
    });
    const askedAtMs = this.#clock.monotonicMs();
    const caller: Caller = { id: this.#callers.length, key, asker, askedAtMs };
    this.#callers.push(caller);
    this.#history.asked(caller);
    if (kind === "ask") this.#model.ask(caller);
    else this.#model.askToRefresh(caller);
    const answer =
      kind === "ask"
        ? this.#locks.ask(targetOf(key), asker)
        : this.#locks.askToRefresh(targetOf(key), asker);
    if (answer) asker.answer(answer);
    else if (kind === "refresh") this.#history.served(caller);
  }

  #claim({ kind, key, slot, by }: Extract<Action, Claiming>): void {
    const target = targetOf(key);
    const owner = this.#slot(slot);
    const current = this.#locks.current(target)?.epoch ?? 0;
    const epoch = by === "connection" ? undefined : by === "token" ? current : current - 1;
    const hasGoodToken = by === "connection" ? undefined : by === "token";
    const modelClaim: ModelClaim = { hasGoodToken, owner };
    const claim = { epoch, owner };
    if (kind === "renew") {
      const isRenewed = this.#locks.renew(target, claim) !== undefined;
      assert.equal(isRenewed, this.#model.renew(key, modelClaim));
      if (isRenewed) this.#history.renewed(key);
    } else if (kind === "release") {
      const isReleased = this.#model.release(key, modelClaim);
      assert.equal(this.#locks.release(target, claim), isReleased);
    } else if (kind === "refuse") {
      this.#model.release(key, modelClaim);
      this.#locks.refuse(target, claim);
    } else {
      this.#model.refuseOversize(key, modelClaim);
      this.#locks.refuseOversize(target, claim, TOO_LARGE);
    }
  }

  #close(slot: number, by: "peer" | "server" | "refused"): void {
    const owner = this.#slot(slot);
    if (by === "peer") this.#history.closedByPeer(owner);
    owner.close(by);
    this.#model.closed(owner, by);
    this.#slots[slot] = this.#connect();
  }

  #answered(caller: Caller, answer: Answer): void {
    this.#history.nowMs = this.#clock.monotonicMs();
    this.#history.answered(caller, answer, this.#observer.grants.at(-1));
  }

  #compare(): void {
    this.#history.nowMs = this.#clock.monotonicMs();
    this.#history.settle((key) => this.#locks.current(targetOf(key)) !== undefined);
    const seen = summaryOf(this.#locks, this.#history.told);
    assert.equal(seen, summaryOf(this.#model, this.#model.told));
  }

  /** Each action has a fraction of a millisecond of its own: what follows from two of them is never due at once. */
  #moveOn(): void {
    this.#actions++;
    const wholeMs = Math.floor(this.#clock.monotonicMs()) + 1;
    this.#advanceTo(wholeMs + this.#actions / FRACTIONS);
    this.#compare();
  }

  #advanceTo(atMs: number): void {
    this.#history.action = "advance";
    this.#model.advanceTo(atMs);
    this.#clock.advance(atMs - this.#clock.monotonicMs());
  }

  #connect(): FakeConnection {
    const connection = new FakeConnection();
    this.#connections.push(connection);
    return connection;
  }

  #slot(slot: number): FakeConnection {
    const connection = this.#slots[slot];
    if (!connection) throw new RangeError(`no connection ${slot}`);
    return connection;
  }
}

/** Counts and answers as one text. Keys are sorted: what is due for two of them at one moment may come in any order. */
function summaryOf(counts: FillLocks | LockModel, told: ReadonlyMap<string, string>): string {
  const lines = [...told].map(([key, answers]) => `${key}:${answers}`).sort();
  return [`${counts.lockCount} locks, ${counts.waiterCount} waiters`, ...lines].join("\n");
}
