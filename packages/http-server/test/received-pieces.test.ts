import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ByteBudget } from "../src/byte-budget.js";
import { ReceivedPieces } from "../src/received-pieces.js";
import { liveBytes } from "./support/collect-garbage.js";

/** Views of larger Buffers and whole ones, short and long. */
const somePiece = fc
  .record({
    byte: fc.nat(255),
    bytes: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70_000 })),
    rest: fc.constantFrom(0, 10, 100_000),
  })
  .map(({ byte, bytes, rest }) => Buffer.alloc(bytes + rest, byte).subarray(0, bytes));

const unbounded = (): ByteBudget => new ByteBudget(Number.MAX_SAFE_INTEGER);

describe("received pieces", () => {
  test("whatever they are, they come back in order and are counted meanwhile", () => {
    fc.assert(
      fc.property(
        fc.array(somePiece, { maxLength: 20 }),
        fc.option(somePiece, { nil: undefined }),
        (all, last) => {
          const budget = unbounded();
          const pieces = new ReceivedPieces(budget);
          for (const piece of all) expect(pieces.add(piece)).toBe(true);
          const expected = Buffer.concat(all);
          expect([pieces.bytes, budget.usedBytes]).toEqual([expected.length, expected.length]);
          const whole = pieces.take(last);
          expect(whole.equals(Buffer.concat(last ? [expected, last] : [expected]))).toBe(true);
          expect([pieces.bytes, budget.usedBytes]).toEqual([0, 0]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a piece that is the only one is not copied", () => {
    const pieces = new ReceivedPieces(unbounded());
    const piece = Buffer.alloc(100_000);
    pieces.add(piece);
    expect(pieces.take()).toBe(piece);
    expect(pieces.take(piece)).toBe(piece);
  });

  test("a piece there is no room for is not kept, those before it are", () => {
    const budget = new ByteBudget(10);
    const [pieces, others] = [new ReceivedPieces(budget), new ReceivedPieces(budget)];
    others.add(Buffer.from("other"));
    expect(pieces.add(Buffer.from("abcd"))).toBe(true);
    expect(pieces.add(Buffer.from("ef"))).toBe(false);
    expect(pieces.add(Buffer.from("g"))).toBe(true);
    expect(pieces.take().toString()).toBe("abcdg");
  });

  test("dropped pieces are no longer counted", () => {
    const budget = new ByteBudget(10);
    const pieces = new ReceivedPieces(budget);
    pieces.add(Buffer.from("abc"));
    pieces.drop();
    pieces.drop();
    expect([budget.usedBytes, pieces.take().length]).toEqual([0, 0]);
  });

  test("short views neither pile up as objects nor keep the Buffers they are cut from alive", async () => {
    const pieces = new ReceivedPieces(unbounded());
    const before = await liveBytes();
    for (let i = 0; i < 1_000; i++) {
      const large = Buffer.alloc(65_536);
      for (let j = 0; j < 100; j++) pieces.add(large.subarray(j, j + 1));
    }
    const after = await liveBytes();
    expect(after.heap - before.heap).toBeLessThan(3_000_000);
    expect(after.buffers - before.buffers).toBeLessThan(1_000_000);
    expect(pieces.bytes).toBe(100_000);
  });

  test("many short pieces take little more than their bytes", async () => {
    const pieces = new ReceivedPieces(unbounded());
    const before = await liveBytes();
    for (let i = 0; i < 100_000; i++) pieces.add(Buffer.allocUnsafeSlow(1));
    const after = await liveBytes();
    expect(after.heap - before.heap).toBeLessThan(3_000_000);
    expect(pieces.bytes).toBe(100_000);
  });

  test("a short view that is the only piece does not keep its large Buffer alive", async () => {
    const budget = unbounded();
    const all = Array.from({ length: 100 }, () => new ReceivedPieces(budget));
    const before = await liveBytes();
    for (const pieces of all) pieces.add(Buffer.alloc(65_536).subarray(0, 10));
    const after = await liveBytes();
    expect(after.buffers - before.buffers).toBeLessThan(1_000_000);
    expect(budget.usedBytes).toBe(1_000);
  });
});
