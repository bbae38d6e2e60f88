import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { InputStore, type InputValue } from "../src/index.js";
import { NaiveTree, setIn } from "./naive-tree.js";

const MESSAGES = 100_000;
const TIMEOUT_MS = 15_000;
const MAX_SKEW_MS = 60_000;
const HOSTS = ["cache-1", "cache-2", "cache-3"] as const;
const FIELDS = ["cpu", "mem", "eth0.sent", "eth0.link"] as const;

/** A small fixed generator (mulberry32): every run sends the same messages. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Stamp {
  /** What is sent; `undefined`: nothing. */
  readonly sent: InputValue | undefined;
  /** What it means in milliseconds; `undefined`: no time. */
  readonly ms: number | undefined;
}

/** The same time in every form senders use; and things that are no time. */
function stampOf(ms: number, form: number): Stamp {
  const seconds = Math.floor(ms / 1000);
  const forms: readonly Stamp[] = [
    { sent: seconds, ms: seconds * 1000 },
    { sent: String(seconds), ms: seconds * 1000 },
    { sent: ms, ms },
    { sent: ms / 1000, ms: (ms / 1000) * 1000 },
    { sent: ms * 1000, ms },
    { sent: seconds * 1e9, ms: seconds * 1000 },
    { sent: undefined, ms: undefined },
    { sent: null, ms: undefined },
    { sent: "yesterday", ms: NaN },
    { sent: -1, ms: NaN },
    { sent: true, ms: NaN },
    { sent: {}, ms: NaN },
  ];
  return forms[form] ?? { sent: undefined, ms: undefined };
}

/** Every leaf of the model is read, and there are no others. */
function isShown(store: InputStore, { leaves }: NaiveTree): boolean {
  store.version(); // settles what is due, so that the count is of what is seen
  return (
    store.counts().timestampedLeaves === leaves.length &&
    leaves.every(({ path, value }) => Object.is(store.at(path), value))
  );
}

test("after 100,000 messages with stamps old, equal, future, missing and malformed no state was ever wrong", () => {
  const random = randomFrom(7);
  const clock = new FakeClock();
  const store = new InputStore({ clock, timeoutMs: TIMEOUT_MS, maxFutureSkewMs: MAX_SKEW_MS });
  const model = new NaiveTree(false);
  const stored = new Map<string, { ms: number; atMs: number }>();
  const counts = { accepted: 0, older: 0, refused: 0 };
  let wrongStates = 0;
  for (let sent = 0; sent < MESSAGES; sent += 1) {
    clock.advance(random(20) === 0 ? random(2 * TIMEOUT_MS) : random(1500));
    if (random(500) === 0) clock.stepWallClock(random(200_000) - 100_000);
    const nowMs = clock.monotonicMs();
    const message: Record<string, InputValue> = {};
    const expected = { accepted: 0, older: 0, refused: 0 };
    for (const host of HOSTS.slice(random(3))) {
      const aheadMs = random(4) === 0 ? random(140_000) - 70_000 : 0;
      const stamp = stampOf(clock.wallMs() + aheadMs, random(random(3) === 0 ? 12 : 3));
      const data: Record<string, InputValue> = {};
      for (const field of FIELDS)
        if (random(2) === 0) setIn(data, field.split("."), random(9) === 0 ? null : random(4));
      message[host] = stamp.sent === undefined ? data : { ...data, timestamp: stamp.sent };
      const last = stored.get(host);
      const isKnown = last !== undefined && last.atMs + TIMEOUT_MS > nowMs;
      const isBad =
        Number.isNaN(stamp.ms) ||
        (stamp.ms !== undefined && stamp.ms - clock.wallMs() > MAX_SKEW_MS);
      if (isBad) expected.refused += 1;
      else if (stamp.ms !== undefined && isKnown && stamp.ms < last.ms) expected.older += 1;
      else {
        expected.accepted += 1;
        model.expire(nowMs - TIMEOUT_MS);
        model.merge([host], data, nowMs);
        if (stamp.ms === undefined) continue;
        model.set([host, "timestamp"], stamp.sent ?? null, nowMs);
        stored.set(host, { ms: stamp.ms, atMs: nowMs });
      }
    }
    const { accepted, older, refused } = store.timestamped.put(message);
    model.expire(nowMs - TIMEOUT_MS);
    const isRight =
      accepted === expected.accepted &&
      older === expected.older &&
      refused === expected.refused &&
      isShown(store, model);
    if (!isRight) wrongStates += 1;
    counts.accepted += accepted;
    counts.older += older;
    counts.refused += refused;
    if (random(10) === 0) store.sweep();
  }
  expect(wrongStates).toBe(0);
  // Each kind of outcome was met often enough to mean something.
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(5_000);
});
