import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { EntryStore } from "../src/index.js";
import { aStore, refusedWith, times, type StoreCounts } from "./store-fixture.js";
import { bytesOf, StoreModel, type ModelPut } from "./store-model.js";

/** Room for a dozen small entries. */
const MAX_BYTES = 4_000;

interface Real {
  readonly store: EntryStore;
  readonly counts: StoreCounts;
}
type Step = fc.Command<StoreModel, Real>;

/** What must hold after every step, whatever it was. */
function expectAgreement(model: StoreModel, { store, counts }: Real): void {
  expect(store.usedBytes).toBeLessThanOrEqual(MAX_BYTES);
  expect(store.usedBytes).toBeGreaterThanOrEqual(bytesOf(model.remaining));
  expect(store.itemCount).toBeGreaterThanOrEqual(model.remaining.length);
  expect(store.itemCount).toBeLessThanOrEqual(model.entryCount);
  expect(counts.evicted).toBe(model.evicted);
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

const namespace = fc.constantFrom("", "a", "ab", "é");
const key = fc.constantFrom("", "b", "bc", "c", "😀");
const value = fc
  .oneof(fc.nat(100), fc.nat(1_500), fc.constantFrom(0, 3_300, 3_800, 5_000))
  .chain((byteLength) => fc.nat(255).map((fill) => Buffer.alloc(byteLength, fill)));
const ttlMs = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 20_000_000 }));

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
        expect(code).toBe(isStored ? undefined : "item_too_large");
      },
    ),
  );

const find = fc.record({ namespace, key, touches: fc.boolean() }).map((wanted) =>
  step(
    `${wanted.touches ? "touch" : "find"}(${JSON.stringify([wanted.namespace, wanted.key])})`,
    (model, { store }) => {
      const expected = model.find(wanted.namespace, wanted.key);
      const row = store.find(wanted.namespace, wanted.key, model.nowMs);
      expect(row !== -1).toBe(expected !== undefined);
      if (!expected) return;
      expect(store.value(row).equals(expected.value)).toBe(true);
      expect(store.freshForMs(row, model.nowMs)).toBe(expected.freshUntilMs - model.nowMs);
      if (!wanted.touches) return;
      store.touch(row);
      model.touch(expected);
    },
  ),
);

const remove = fc.record({ namespace, key }).map((wanted) =>
  step(`delete(${JSON.stringify([wanted.namespace, wanted.key])})`, (model, { store }) => {
    const isThere = model.delete(wanted.namespace, wanted.key);
    expect(store.delete(wanted.namespace, wanted.key, model.nowMs)).toBe(isThere);
  }),
);

const advance = fc
  .oneof(fc.nat(3_000), fc.nat(10_000_000))
  .map((ms) => step(`advance(${ms})`, (model) => void (model.nowMs += ms)));

const purge = fc.constantFrom(1, 3, 1_000).map((maxVisits) =>
  step(`purge(${maxVisits})`, (model, { store }) => {
    if (!store.purge(model.nowMs, maxVisits)) return;
    model.forgetPurged();
    expect(store.usedBytes).toBe(bytesOf(model.remaining));
    expect(store.itemCount).toBe(model.remaining.length);
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
    expect(shown.sort()).toEqual(expected.sort());
  }),
);

describe.each(["lru", "fifo"] as const)("EntryStore under %s", (eviction) => {
  test("does what the plain model does, within its bound at every step", () => {
    const steps = fc.commands([put, put, put, find, find, remove, advance, purge, list], {
      maxCommands: 100,
    });
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
      { numRuns: 200 },
    );
  });
});
