import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { HashIndex } from "../src/hash-index.js";

/** An index whose rows are looked up by their own number: hashes may collide, rows never do. */
function anIndex() {
  const hashes: number[] = [];
  const index = new HashIndex((row) => hashes[row] ?? 0);
  return {
    add: (row: number, hash: number): void => {
      hashes[row] = hash;
      index.add(hash, row);
    },
    remove: (row: number): void => index.remove(hashes[row] ?? 0, row),
    has: (row: number, hash: number): boolean => index.find(hash, (found) => found === row) === row,
    index,
  };
}

describe("HashIndex", () => {
  test("an empty index finds nothing", () => {
    expect(anIndex().index.find(123, () => true)).toBe(-1);
  });

  test("rows with one and the same hash are told apart by the question", () => {
    const { add, has, index } = anIndex();
    for (let row = 0; row < 50; row++) add(row, 0xffff_ffff);
    for (let row = 0; row < 50; row++) expect(has(row, 0xffff_ffff)).toBe(true);
    expect(index.find(0xffff_ffff, () => false)).toBe(-1);
  });

  test("the question is asked only for rows with the very hash", () => {
    const { add, index } = anIndex();
    add(1, 8);
    add(2, 16);
    const asked: number[] = [];
    index.find(8, (row) => {
      asked.push(row);
      return false;
    });
    expect(asked).toEqual([1]);
  });

  test("after any additions and removals exactly the rows left are found", () => {
    // Few hashes in few shards: long probe runs that wrap around, collisions, growth and closed gaps.
    const hash = fc.oneof(
      fc.nat(15),
      fc.integer({ min: 0xff00_0000, max: 0xff00_000f }),
      fc.integer({ min: 0, max: 0xffff_ffff }),
    );
    const step = fc.record({ hash, removes: fc.boolean(), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
        const index = anIndex();
        const present: { row: number; hash: number }[] = [];
        const gone: { row: number; hash: number }[] = [];
        steps.forEach(({ hash, removes, pick }, row) => {
          index.add(row, hash);
          present.push({ row, hash });
          if (!removes) return;
          const [removed] = present.splice(pick % present.length, 1);
          if (!removed) return;
          index.remove(removed.row);
          gone.push(removed);
        });
        expect(present.every(({ row, hash }) => index.has(row, hash))).toBe(true);
        expect(gone.some(({ row, hash }) => index.has(row, hash))).toBe(false);
      }),
    );
  });

  test("fifty thousand rows are all found, and none once removed", () => {
    const { add, remove, has } = anIndex();
    const hashOf = (row: number): number => Math.imul(row, 0x9e3779b1) >>> 0;
    for (let row = 0; row < 50_000; row++) add(row, hashOf(row));
    const found = Array.from({ length: 50_000 }, (_, row) => row).filter((row) =>
      has(row, hashOf(row)),
    );
    expect(found.length).toBe(50_000);
    for (const row of found) remove(row);
    expect(found.some((row) => has(row, hashOf(row)))).toBe(false);
  });
});
