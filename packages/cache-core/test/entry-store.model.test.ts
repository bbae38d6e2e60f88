import assert from "node:assert/strict";
import { describe, test } from "@jest/globals";
import fc from "fast-check";
import type { EntryStore } from "../src/index.js";
import { aStore, refusedWith, times, type StoreCounts } from "./store-fixture.js";
import { bytesOf, StoreModel, type ModelPut } from "./store-model.js";

/** Room for six small entries: with nine keys, something is evicted all the time. */
const MAX_BYTES = 2_000;

interface Real {
  readonly store: EntryStore;
  readonly counts: StoreCounts;
}
type Step = fc.Command<StoreModel, Real>;

/** What must hold after every step, whatever it was. */
function expectAgreement(model: StoreModel, { store, counts }: Real): void {
  assert(store.usedBytes <= MAX_BYTES);
  assert(store.usedBytes >= bytesOf(model.remaining));
  assert(store.itemCount >= model.remaining.length);
  assert(store.itemCount <= model.entryCount);
  assert.equal(counts.evicted, model.evicted);
}

function step(label: string, act: (model: StoreModel, real: Real) => void): Step {
  return {
    check: () => true,
    run(model, real) {
      act(model, real);
      expectAgreement(model, real);
    },
    toString: () => label,
  };
}

const namespace = fc.constantFrom("a", "ab", "");
const key = fc.constantFrom("bc", "c", "😀");
const value = fc
  .oneof(
    { weight: 6, arbitrary: fc.nat(100) },
    { weight: 1, arbitrary: fc.nat(1_500) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1_700, 1_800, 5_000) },
  )
  .chain((byteLength) => fc.nat(255).map((fill) => Buffer.alloc(byteLength, fill)));
const ttlMs = fc.oneof(
  fc.constantFrom(1, 100, 1_000), // with the same steps of time: the very end of a life
  fc.integer({ min: 1, max: 5_000 }),
  fc.integer({ min: 1, max: 12_000_000 }),
);

const put = fc
  .record({ namespace, key, value, ttlMs, staleMs: fc.constantFrom(0, 0, 500, 5_000_000) })
  .map((given: ModelPut) =>
    step(
      `put(${JSON.stringify([given.namespace, given.key])}, ${given.value.length} B, ${given.ttlMs}+${given.staleMs} ms)`,
      (model, { store }) => {
        const isStored = model.put(given);
        const code = refusedWith(() =>
          store.put(
            given.namespace,
            given.key,
            given.value,
            times(model.nowMs, given.ttlMs, { staleMs: given.staleMs }),
          ),
        );
        assert.equal(code, isStored ? undefined : "item_too_large");
      },
    ),
  );

const find = fc.record({ namespace, key, touches: fc.boolean() }).map((wanted) =>
  step(
    `${wanted.touches ? "touch" : "find"}(${JSON.stringify([wanted.namespace, wanted.key])})`,
    (model, { store }) => {
      const expected = model.find(wanted.namespace, wanted.key);
      const row = store.find(wanted.namespace, wanted.key, model.nowMs);
      assert.equal(row !== -1, expected !== undefined);
      if (!expected) return;
      assert.equal(store.value(row).equals(expected.value), true);
      assert.equal(store.freshForMs(row, model.nowMs), expected.freshUntilMs - model.nowMs);
      if (!wanted.touches) return;
      store.touch(row);
      model.touch(expected);
    },
  ),
);

const remove = fc.record({ namespace, key }).map((wanted) =>
  step(`delete(${JSON.stringify([wanted.namespace, wanted.key])})`, (model, { store }) => {
    const isThere = model.delete(wanted.namespace, wanted.key);
    assert.equal(store.delete(wanted.namespace, wanted.key, model.nowMs), isThere);
  }),
);

const advance = fc
  .oneof(fc.constantFrom(1, 100, 900), fc.constantFrom(1, 100, 900), fc.nat(3_000))
  .map((ms) => step(`advance(${ms})`, (model) => void (model.nowMs += ms)));

// Purged before, so that the expiry wheel is never a whole turn (4096 s) behind: from there on, what died in the present
// second may already go, and the model would have to allow for both.
const advanceFar = fc.nat(3_600_000).map((ms) =>
  step(`advanceFar(${ms})`, (model, { store }) => {
    assert.equal(store.purge(model.nowMs, Infinity), true);
    model.forgetPurged();
    model.nowMs += ms;
  }),
);

const purge = fc.constantFrom(1, 3, 1_000).map((maxVisits) =>
  step(`purge(${maxVisits})`, (model, { store }) => {
    if (!store.purge(model.nowMs, maxVisits)) return;
    model.forgetPurged();
    assert.equal(store.usedBytes, bytesOf(model.remaining));
    assert.equal(store.itemCount, model.remaining.length);
  }),
);

const list = fc.integer({ min: 1, max: 20 }).map((maxRows) =>
  step(`list(${maxRows})`, (model, { store }) => {
    const shown: string[] = [];
    for (let row = 0; row !== -1;) {
      const page = store.list(row, maxRows, model.nowMs);
      shown.push(...page.entries.map((e) => JSON.stringify([e.namespace, e.key, e.valueBytes])));
      row = page.nextRow;
    }
    const expected = model.live.map((e) => JSON.stringify([e.namespace, e.key, e.value.length]));
    assert.deepEqual(shown.sort(), expected.sort());
  }),
);

describe.each(["lru", "fifo"] as const)("EntryStore under %s", (eviction) => {
  test("does what the plain model does, within its bound at every step", () => {
    const steps = fc.commands(
      [put, put, put, put, find, find, find, remove, advance, advance, advanceFar, purge, list],
      { maxCommands: 100, size: "max" },
    );
    fc.assert(
      fc.property(steps, (commands) => {
        fc.modelRun(
          () => ({
            model: new StoreModel(MAX_BYTES, eviction),
            real: aStore({ eviction, maxBytes: MAX_BYTES }),
          }),
          commands,
        );
      }),
      { numRuns: 300 },
    );
  });
});
