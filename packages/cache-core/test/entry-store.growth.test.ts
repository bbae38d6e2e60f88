import { describe, expect, test } from "@jest/globals";
import { ENTRY_OVERHEAD_BYTES, SLAB_BYTES } from "../src/index.js";
import { aStore, times } from "./store-fixture.js";

describe("memory taken from the system", () => {
  const MIB = 1024 * 1024;
  const LARGE = Buffer.alloc(MIB);

  function fill(mayGrow: () => boolean): {
    items: number;
    usedBytes: number;
    isLastThere: boolean;
  } {
    const { store } = aStore({ maxBytes: 64 * MIB, mayGrow });
    for (let i = 0; i < 40; i++) store.put("ns", `k${i}`, LARGE, times(i, 10_000));
    const { itemCount: items, usedBytes } = store;
    return { items, usedBytes, isLastThere: store.find("ns", "k39", 40) >= 0 };
  }

  test("grows up to the limit while it may", () => {
    expect(fill(() => true).items).toBe(40);
  });

  test("stays at what is there while it may not: older entries make room", () => {
    const { items, usedBytes, isLastThere } = fill(() => false);
    expect(items).toBeGreaterThan(1);
    expect(usedBytes).toBeLessThanOrEqual(SLAB_BYTES + items * ENTRY_OVERHEAD_BYTES);
    expect(isLastThere).toBe(true);
  });

  test("is taken all the same for an entry that finds nothing left to evict", () => {
    const { store } = aStore({ maxBytes: 64 * MIB, mayGrow: () => false });
    store.put("ns", "huge", Buffer.alloc(SLAB_BYTES * 2), times(0, 100));
    expect(store.itemCount).toBe(1);
  });
});
