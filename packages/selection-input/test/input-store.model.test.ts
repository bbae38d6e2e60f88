import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import fc from "fast-check";
import { InputStore, type InputPath, type InputValue, type WriteOutcome } from "../src/index.js";
import { getIn, isPlainObject, isSame, NaiveTree, setIn } from "./naive-tree.js";
import { KEYS, someKey, someObject, somePath, someValue } from "./random-input.js";

const START_MS = 1_000_000_000_000;

/** The store and its naive model side by side, with a mirror that knows only what listeners are told. */
class Pair {
  readonly clock = new FakeClock({ wallMs: START_MS });
  readonly store = new InputStore({ clock: this.clock, timeoutMs: 10 });
  readonly plain = new NaiveTree(true);
  readonly hosts = new NaiveTree(false);
  readonly mirror: Record<string, InputValue> = {};
  timeoutMs = 10;

  constructor() {
    this.store.onChange((paths) => {
      for (const path of paths) setIn(this.mirror, path, this.store.at(path));
    });
  }

  get nowMs() {
    return this.clock.monotonicMs();
  }

  dueMs(ttlMs: number | undefined) {
    return ttlMs === undefined ? Infinity : this.nowMs + ttlMs;
  }

  expire() {
    this.plain.expire(this.nowMs);
    // Timestamped leaves are held with their arrival, for the time-out may change.
    this.hosts.expire(this.nowMs - this.timeoutMs);
  }

  /** What a reader must see. */
  seen() {
    this.expire();
    return { ...this.plain.json(), ...this.hosts.json() };
  }

  firstDueMs(start: InputPath) {
    return Math.min(this.plain.firstDueMs(start), this.hosts.firstDueMs(start) + this.timeoutMs);
  }
}

type Step = (pair: Pair) => void;
const someTtl = fc.constantFrom(undefined, undefined, 5, 10, 20);

/** Runs a write on both sides; the naive outcome is found by comparing before and after. */
function write(
  pair: Pair,
  act: () => WriteOutcome,
  model: () => void,
  isCreated: (before: InputValue, after: InputValue) => boolean,
) {
  pair.expire();
  const before = pair.plain.json();
  model();
  const after = pair.plain.json();
  const isChanged = !isSame(before, after);
  expect(act()).toBe(isCreated(before, after) ? "created" : isChanged ? "changed" : "nothing");
}

/** A member that was not there, in an object that was. */
function gainedMember(before: InputValue, after: InputValue): boolean {
  if (!isPlainObject(before) || !isPlainObject(after)) return false;
  return Object.entries(after).some(([key, value]) => {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    return old === undefined || gainedMember(old, value);
  });
}

const merging = fc
  .tuple(somePath, someValue, someTtl)
  .map(([path, value, ttlMs]): Step => (pair) => {
    if (path.length === 0 && !isPlainObject(value)) return;
    const nested = path.reduceRight<InputValue>((inner, key) => ({ [key]: inner }), value);
    const model = () => pair.plain.merge([], nested, pair.dueMs(ttlMs));
    write(pair, () => pair.store.plain.merge(path, value, { ttlMs }), model, gainedMember);
  });

/** Whether a scalar or a list stands on the way to the path. */
const isBlocked = (root: InputValue, path: InputPath) =>
  path.some((_, end) => {
    const value = end === 0 ? {} : getIn(root, path.slice(0, end));
    return value !== undefined && !isPlainObject(value);
  });

const replacing = fc
  .tuple(somePath, someValue, someTtl)
  .map(([path, value, ttlMs]): Step => (pair) => {
    if (path.length === 0 && !isPlainObject(value)) return;
    pair.expire();
    const act = () => pair.store.plain.replace(path, value, { ttlMs });
    if (isBlocked(pair.plain.json(), path)) {
      expect(act).toThrow(/is not an object/);
      return;
    }
    const model = () => pair.plain.replace(path, value, pair.dueMs(ttlMs));
    const isCreated = (before: InputValue, after: InputValue) =>
      path.length > 0
        ? getIn(before, path) === undefined
        : Object.keys(after ?? {}).some((key) => getIn(before, [key]) === undefined);
    write(pair, act, model, isCreated);
  });

const pushing = fc
  .tuple(somePath, someValue, someTtl)
  .map(([path, item, ttlMs]): Step => (pair) => {
    pair.expire();
    const root = pair.plain.json();
    const old = getIn(root, path);
    const act = () => pair.store.plain.push(path, item, { ttlMs });
    if (isBlocked(root, path) || (old !== undefined && !Array.isArray(old))) {
      expect(act).toThrow(expect.objectContaining({ code: "conflict" }));
      return;
    }
    const list: readonly InputValue[] = Array.isArray(old) ? old : [];
    const oldDueMs = old === undefined ? Infinity : pair.plain.firstDueMs(path);
    const model = () => {
      const dueMs = ttlMs === undefined ? oldDueMs : pair.dueMs(ttlMs);
      pair.plain.set(path, [...list, item], dueMs);
    };
    write(pair, act, model, () => old === undefined);
  });

const removing = somePath.map((path): Step => (pair) => {
  pair.expire();
  const isThere = path.length > 0 && getIn(pair.plain.json(), path) !== undefined;
  const model = () => {
    if (path.length === 0) pair.plain.leaves = [];
    else if (isThere) pair.plain.remove(path, Infinity);
  };
  write(
    pair,
    () => pair.store.plain.remove(path),
    model,
    () => false,
  );
});

const reporting = fc
  .tuple(someKey, someObject, fc.constantFrom(undefined, -1, 0, 0, 1))
  .map(([host, data, stepS]): Step => (pair) => {
    pair.expire();
    const stampS = stepS === undefined ? undefined : START_MS / 1000 + stepS;
    const stored = getIn(pair.hosts.json(), [host, "timestamp"]);
    const report = pair.store.timestamped.put({
      [host]: stampS === undefined ? data : { ...data, timestamp: stampS },
    });
    const isOlder = stampS !== undefined && typeof stored === "number" && stampS < stored;
    expect(report).toMatchObject({ accepted: isOlder ? 0 : 1, older: isOlder ? 1 : 0, refused: 0 });
    if (isOlder) return;
    pair.hosts.merge([host], data, pair.nowMs);
    if (stampS !== undefined) pair.hosts.set([host, "timestamp"], stampS, pair.nowMs);
  });

const waiting = fc.integer({ min: 1, max: 12 }).map(
  (ms): Step =>
    (pair) =>
      pair.clock.advance(ms),
);
const sweeping = fc.constant<Step>((pair) => {
  expect(pair.store.sweep()).toBe(true);
  expect(isSame(pair.mirror, pair.seen())).toBe(true);
  expect(pair.store.counts().hosts).toBe(Object.keys(pair.hosts.json()).length);
});
const retiming = fc.constantFrom(5, 10, 15).map((timeoutMs): Step => (pair) => {
  pair.store.timestamped.setTimeoutMs(timeoutMs);
  pair.timeoutMs = timeoutMs;
});

const someSteps = fc.array(
  fc.oneof(
    merging,
    replacing,
    pushing,
    removing,
    reporting,
    reporting,
    waiting,
    sweeping,
    retiming,
  ),
  { maxLength: 40 },
);

test("the store shows, numbers and reports exactly what a naive list of leaves with deadlines says", () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      const pair = new Pair();
      for (const step of steps) {
        const before = pair.seen();
        const versions = new Map(KEYS.map((key) => [key, pair.store.version(key)]));
        const promises = new Map(KEYS.map((key) => [key, pair.store.validUntilMs(key)]));
        const version = pair.store.version();
        step(pair);
        const after = pair.seen();
        expect(isSame(pair.store.at([]), after)).toBe(true);
        expect(isSame([...pair.store.keys()].sort(), Object.keys(after).sort())).toBe(true);
        expect(pair.store.validUntilMs()).toBe(pair.firstDueMs([]));
        for (const key of KEYS) {
          expect(isSame(pair.store.at([key]), after[key])).toBe(true);
          expect(pair.store.validUntilMs(key)).toBe(pair.firstDueMs([key]));
          const isChanged = !isSame(before[key], after[key]);
          const grown = pair.store.version(key) - (versions.get(key) ?? 0);
          expect(isChanged ? grown > 0 : grown >= 0).toBe(true);
          // An answer was promised to hold longer than it does.
          if (pair.store.validUntilMs(key) < (promises.get(key) ?? 0))
            expect(grown).toBeGreaterThan(0);
          if (isChanged) expect(pair.store.version()).toBeGreaterThan(version);
        }
      }
      expect(pair.store.sweep()).toBe(true);
      expect(isSame(pair.mirror, pair.seen())).toBe(true);
    }),
    { numRuns: 400 },
  );
});
