import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { BLOCK_BYTES, ENTRY_OVERHEAD_BYTES } from "../src/index.js";
import { anyText } from "./any-text.js";
import { aStore, read, refusedWith, times } from "./store-fixture.js";

const VALUE = Buffer.from("value");
/** What a short entry is charged. */
const SMALL_BYTES = BLOCK_BYTES + ENTRY_OVERHEAD_BYTES;

describe("an entry", () => {
  test("is there until its time is over, then gone and told as expired", () => {
    const { store, counts } = aStore();
    store.put("ns", "k", VALUE, times(100, 10));
    expect(read(store, "ns", "k", 109.9)).toBe("value");
    expect(counts.expired).toBe(0);
    expect(read(store, "ns", "k", 110)).toBeUndefined();
    expect([counts.expired, counts.evicted, store.itemCount, store.usedBytes]).toEqual([
      1, 0, 0, 0,
    ]);
  });

  test("may live a fraction of a millisecond", () => {
    const { store } = aStore();
    store.put("ns", "k", VALUE, times(100, 0.5));
    expect(read(store, "ns", "k", 100.4)).toBe("value");
    expect(read(store, "ns", "k", 100.5)).toBeUndefined();
  });

  test("stays as stale behind its freshness, then goes", () => {
    const { store } = aStore();
    store.put("ns", "k", VALUE, times(0, 100, { staleMs: 50 }));
    const row = store.find("ns", "k", 120);
    expect(store.freshForMs(row, 120)).toBe(-20);
    expect(read(store, "ns", "k", 149)).toBe("value");
    expect(read(store, "ns", "k", 150)).toBeUndefined();
  });

  test("may be stale, or due for refresh, for longer than a 32-bit number of milliseconds holds", () => {
    const { store } = aStore();
    const veryLongMs = 2 ** 32 + 1_000;
    store.put("ns", "k", VALUE, times(0, 2 * veryLongMs, { staleMs: veryLongMs }));
    store.put("ns", "r", VALUE, times(0, 2 * veryLongMs, { refreshAheadMs: veryLongMs }));
    expect(store.freshForMs(store.find("ns", "k", 0), 0)).toBe(2 * veryLongMs);
    const wantedAtMs = 2 * veryLongMs - 2_000;
    expect(store.isDueForRefresh(store.find("ns", "r", wantedAtMs), wantedAtMs)).toBe(true);
  });

  test("is due for refresh from the stated time before it stops being fresh", () => {
    const { store } = aStore();
    store.put("ns", "k", VALUE, times(0, 100, { refreshAheadMs: 30 }));
    const row = store.find("ns", "k", 0);
    expect([69, 70, 99].map((nowMs) => store.isDueForRefresh(row, nowMs))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("written again has the new value and the new time alone", () => {
    const { store } = aStore();
    store.put("ns", "k", Buffer.alloc(3_000, "x"), times(0, 1e6));
    store.put("ns", "k", VALUE, times(0, 10));
    expect(read(store, "ns", "k", 5)).toBe("value");
    expect([store.itemCount, store.usedBytes]).toEqual([1, SMALL_BYTES]);
    expect(read(store, "ns", "k", 10)).toBeUndefined();
  });

  test.each([0, 1, 251, 252, 253, 5_000])("of %i bytes comes back byte for byte", (byteLength) => {
    const { store } = aStore();
    const value = Buffer.from(Array.from({ length: byteLength }, (_, i) => i % 251));
    store.put("ns", "k", value, times(0));
    expect(store.value(store.find("ns", "k", 0)).equals(value)).toBe(true);
  });

  test("may be given in several parts, empty ones among them", () => {
    const { store } = aStore();
    const parts = ["", "ab", "", "c".repeat(300), "d"].map((part) => Buffer.from(part));
    store.put("ns", "k", parts, times(0));
    expect(read(store, "ns", "k", 0)).toBe(Buffer.concat(parts).toString());
    expect(store.usedBytes).toBe(SMALL_BYTES + BLOCK_BYTES);
    store.put("ns", "none", [], times(0));
    expect(read(store, "ns", "none", 0)).toBe("");
  });

  test("is a copy: neither the giver's nor the reader's changes reach the store", () => {
    const { store } = aStore();
    const value = Buffer.from("value");
    store.put("ns", "k", value, times(0));
    value.fill("x");
    store.value(store.find("ns", "k", 0)).fill("y");
    expect(read(store, "ns", "k", 0)).toBe("value");
  });

  test("deleted is gone; deleting it again, or after its time, says so", () => {
    const { store } = aStore();
    store.put("ns", "k", VALUE, times(0, 10));
    store.put("ns", "old", VALUE, times(0, 10));
    expect(store.delete("ns", "k", 5)).toBe(true);
    expect(store.delete("ns", "k", 5)).toBe(false);
    expect(store.delete("ns", "old", 10)).toBe(false);
    expect(store.usedBytes).toBe(0);
  });

  test("that takes the place of a removed one shows nothing of it", () => {
    const { store } = aStore();
    store.put(
      "ns",
      "long",
      Buffer.alloc(2_000, "x"),
      times(0, 10, { staleMs: 5, refreshAheadMs: 9 }),
    );
    const row = store.find("ns", "long", 0);
    store.delete("ns", "long", 0);
    store.put("n", "k", VALUE, times(0, 20));
    expect(store.find("n", "k", 0)).toBe(row); // the row is used again
    expect(store.find("ns", "long", 0)).toBe(-1);
    expect(store.freshForMs(row, 0)).toBe(20);
    expect(store.isDueForRefresh(row, 15)).toBe(false);
    expect(read(store, "n", "k", 19)).toBe("value");
  });
});

describe("the bound", () => {
  test("counts key, value and overhead in whole blocks", () => {
    const { store } = aStore();
    const lengthPrefix = 4;
    store.put("ns", "k", Buffer.alloc(252 - lengthPrefix - 3), times(0));
    expect(store.usedBytes).toBe(SMALL_BYTES);
    store.put("ns", "k", Buffer.alloc(252 - lengthPrefix - 2), times(0));
    expect(store.usedBytes).toBe(SMALL_BYTES + BLOCK_BYTES);
  });

  test("an item larger than the whole cache is refused and what was there stays", () => {
    const { store } = aStore({ maxBytes: SMALL_BYTES });
    store.put("ns", "k", VALUE, times(0));
    const tooLarge = Buffer.alloc(BLOCK_BYTES);
    expect(() => store.put("ns", "k", tooLarge, times(0))).toThrow(
      expect.objectContaining({
        code: "item_too_large",
        message: `item needs ${SMALL_BYTES + BLOCK_BYTES} B, the whole cache has ${SMALL_BYTES} B (max_cache_size)`,
      }),
    );
    expect(read(store, "ns", "k", 0)).toBe("value");
  });

  test("an item exactly as large as the cache takes the place of all others", () => {
    const { store, counts } = aStore({ maxBytes: 4 * SMALL_BYTES });
    for (const key of ["a", "b", "c", "d"]) store.put("ns", key, VALUE, times(0));
    const blocks = (4 * SMALL_BYTES - ENTRY_OVERHEAD_BYTES) / BLOCK_BYTES;
    store.put("ns", "e", Buffer.alloc(252 * Math.floor(blocks) - 7), times(0));
    expect([store.itemCount, counts.evicted]).toEqual([1, 4]);
  });

  test("overwriting needs no room beyond the difference", () => {
    const { store, counts } = aStore({ maxBytes: 2 * SMALL_BYTES });
    for (const key of ["a", "b", "a", "b"]) store.put("ns", key, VALUE, times(0));
    expect(counts.evicted).toBe(0);
  });

  test("0 is no bound", () => {
    const { store, counts } = aStore({ maxBytes: 0 });
    for (let i = 0; i < 1_000; i++) store.put("ns", `k${i}`, VALUE, times(0));
    expect([store.itemCount, counts.evicted]).toEqual([1_000, 0]);
  });

  test.each([
    ["lru", ["b"]],
    ["fifo", ["a"]],
  ] as const)("under %s, after reading the oldest, %j goes first", (eviction, gone) => {
    const { store } = aStore({ eviction, maxBytes: 3 * SMALL_BYTES });
    for (const key of ["a", "b", "c"]) store.put("ns", key, VALUE, times(0));
    store.touch(store.find("ns", "a", 0));
    store.put("ns", "d", VALUE, times(0));
    expect(["a", "b", "c", "d"].filter((key) => store.find("ns", key, 0) === -1)).toEqual(gone);
  });

  test("the dead go before the living, however recently they were read", () => {
    const { store, counts } = aStore({ maxBytes: 3 * SMALL_BYTES });
    store.put("ns", "old", VALUE, times(0, 1e6));
    store.put("ns", "dead", VALUE, times(0, 900));
    store.put("ns", "new", VALUE, times(0, 1e6));
    store.touch(store.find("ns", "dead", 0));
    store.put("ns", "newest", VALUE, times(1_000, 1e6));
    expect(read(store, "ns", "old", 1_000)).toBe("value");
    expect([counts.evicted, counts.expired]).toEqual([0, 1]);
  });
});

describe("keys", () => {
  test("no two different pairs of namespace and key ever meet", () => {
    const part = fc.oneof(
      anyText(0, 4),
      fc
        .array(fc.constantFrom("a", "b", "|", "#", "\0", "\u0001", "é", "😀"), { maxLength: 4 })
        .map((chars) => chars.join("")),
    );
    const pair = fc.tuple(part, part);
    fc.assert(
      fc.property(fc.uniqueArray(pair, { selector: (p) => JSON.stringify(p) }), (pairs) => {
        const { store } = aStore();
        for (const [ns, key] of pairs)
          store.put(ns, key, Buffer.from(JSON.stringify([ns, key])), times(0));
        for (const [ns, key] of pairs)
          expect(read(store, ns, key, 0)).toBe(JSON.stringify([ns, key]));
        expect(store.itemCount).toBe(pairs.length);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["ab", "c", "a", "bc"],
    ["", "a", "a", ""],
    ["a|b", "c", "a", "b|c"],
    ["ns", "key", "ns", "key\0"],
    ["é", "x", "e\u0301", "x"],
  ])("%j with %j does not read %j with %j", (namespace, key, otherNamespace, otherKey) => {
    const { store } = aStore();
    store.put(namespace, key, VALUE, times(0));
    expect(store.find(otherNamespace, otherKey, 0)).toBe(-1);
  });

  test("half a surrogate pair, or too much text, is refused in every call", () => {
    const { store } = aStore({ maxKeyBytes: 16 });
    for (const key of ["\ud800", "k".repeat(17)]) {
      expect(refusedWith(() => store.find("", key, 0))).toBe("invalid_argument");
      expect(refusedWith(() => store.put("", key, VALUE, times(0)))).toBe("invalid_argument");
      expect(refusedWith(() => store.delete(key, "", 0))).toBe("invalid_argument");
    }
    expect(store.itemCount).toBe(0);
  });
});

describe("purge", () => {
  test("removes what died before this second and reports when it is through", () => {
    const { store, counts } = aStore();
    for (let i = 0; i < 10; i++) store.put("ns", `k${i}`, VALUE, times(0, i * 500));
    expect(store.purge(2_000, 3)).toBe(false);
    expect(store.purge(2_000, 3)).toBe(true);
    expect([counts.expired, counts.evicted, store.itemCount]).toEqual([4, 0, 6]);
  });

  test("of an empty store is through at once, at any time", () => {
    const { store } = aStore();
    expect([0, 1e9, 1e12].map((nowMs) => store.purge(nowMs, 1))).toEqual([true, true, true]);
  });
});

describe("list", () => {
  test("describes what lives and leaves out what is dead", () => {
    const { store } = aStore();
    store.put("ns", "dead", VALUE, times(0, 10));
    store.put("n|s", "kéy", VALUE, times(20, 100, { staleMs: 50 }));
    expect(store.list(0, 10, 130)).toEqual({
      entries: [{ namespace: "n|s", key: "kéy", valueBytes: 5, ageMs: 110, freshForMs: -10 }],
      nextRow: -1,
    });
  });

  test("goes on from row to row, at most the asked number at a time", () => {
    const { store } = aStore();
    for (let i = 0; i < 5; i++) store.put("ns", `k${i}`, VALUE, times(0));
    const keys: string[] = [];
    const pages: number[] = [];
    for (let row = 0; row !== -1;) {
      const page = store.list(row, 2, 0);
      keys.push(...page.entries.map((entry) => entry.key));
      pages.push(page.entries.length);
      row = page.nextRow;
    }
    expect(pages).toEqual([2, 2, 1]);
    expect(keys).toEqual(["k0", "k1", "k2", "k3", "k4"]);
  });
});
