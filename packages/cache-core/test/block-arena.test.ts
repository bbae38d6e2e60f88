import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  BLOCK_BYTES,
  BLOCK_PAYLOAD_BYTES,
  BlockArena,
  blocksFor,
  SLAB_BYTES,
} from "../src/block-arena.js";

const NOTHING = new Uint8Array(0);

function stored(arena: BlockArena, content: Uint8Array): number {
  const first = arena.allocate(blocksFor(content.length));
  arena.write(first, NOTHING, 0, [content]);
  return first;
}

function contentOf(arena: BlockArena, first: number, byteLength: number): Buffer {
  const target = Buffer.alloc(byteLength);
  arena.read(first, 0, target, byteLength);
  return target;
}

describe("blocksFor", () => {
  test.each([
    [0, 1],
    [1, 1],
    [BLOCK_PAYLOAD_BYTES, 1],
    [BLOCK_PAYLOAD_BYTES + 1, 2],
    [2 * BLOCK_PAYLOAD_BYTES, 2],
    [10_000_000, 39_683],
  ])("%i bytes need %i blocks", (byteLength, blocks) => {
    expect(blocksFor(byteLength)).toBe(blocks);
  });
});

describe("BlockArena", () => {
  test("head and parts of any length come back from any offset on", () => {
    const bytes = fc.uint8Array({ maxLength: 3 * BLOCK_PAYLOAD_BYTES, size: "max" });
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), (head, body, seed) => {
        const arena = new BlockArena();
        const whole = Buffer.concat([head, body]);
        const cut = seed % (body.length + 1);
        const first = arena.allocate(blocksFor(whole.length));
        arena.write(first, head, head.length, [body.subarray(0, cut), body.subarray(cut)]);
        const skip = seed % (whole.length + 1);
        const target = Buffer.alloc(whole.length - skip);
        arena.read(first, skip, target, target.length);
        expect(target.equals(whole.subarray(skip))).toBe(true);
      }),
    );
  });

  test("only the stated part of the head is written", () => {
    const arena = new BlockArena();
    const first = arena.allocate(1);
    arena.write(first, Buffer.from("head and rest"), 4, [Buffer.from("bo"), Buffer.from("dy")]);
    expect(contentOf(arena, first, 8).toString()).toBe("headbody");
  });

  test.each([1, BLOCK_PAYLOAD_BYTES, BLOCK_PAYLOAD_BYTES + 1, 2 * BLOCK_PAYLOAD_BYTES])(
    "a difference in the last of %i bytes is a difference",
    (byteLength) => {
      const arena = new BlockArena();
      const content = Buffer.alloc(byteLength, 7);
      const first = stored(arena, content);
      const other = Buffer.from(content);
      other[byteLength - 1] = 8;
      expect(arena.startsWith(first, content, byteLength)).toBe(true);
      expect(arena.startsWith(first, other, byteLength)).toBe(false);
      expect(arena.startsWith(first, other, byteLength - 1)).toBe(true);
    },
  );

  test("chains that live side by side do not disturb each other", () => {
    const actions = fc.array(
      fc.record({ keep: fc.boolean(), byteLength: fc.nat(4 * BLOCK_PAYLOAD_BYTES) }),
      { maxLength: 60, size: "max" },
    );
    fc.assert(
      fc.property(actions, (steps) => {
        const arena = new BlockArena();
        const held: { first: number; content: Buffer }[] = [];
        steps.forEach(({ keep, byteLength }, step) => {
          const content = Buffer.alloc(byteLength, step);
          held.push({ first: stored(arena, content), content });
          if (!keep) arena.free(held.splice(step % held.length, 1)[0]?.first ?? 0);
        });
        for (const { first, content } of held) {
          expect(contentOf(arena, first, content.length).equals(content)).toBe(true);
        }
        const blocks = held.reduce((sum, { content }) => sum + blocksFor(content.length), 0);
        expect(arena.usedBytes).toBe(blocks * BLOCK_BYTES);
      }),
    );
  });

  test("what one chain freed, chains of other lengths use: memory is not taken anew", () => {
    const arena = new BlockArena();
    const blocksOfSlab = SLAB_BYTES / BLOCK_BYTES;
    for (let round = 1; round <= 8; round++) {
      const chains = Array.from({ length: blocksOfSlab / 2 ** round }, () =>
        arena.allocate(2 ** round),
      );
      expect(arena.usedBytes).toBe(SLAB_BYTES);
      for (const first of chains) arena.free(first);
    }
    expect(arena.usedBytes).toBe(0);
    expect(arena.reservedBytes).toBe(SLAB_BYTES);
  });

  test("a chain may run over the end of a slab", () => {
    const arena = new BlockArena();
    arena.allocate(SLAB_BYTES / BLOCK_BYTES - 1);
    const content = Buffer.from("x".repeat(3 * BLOCK_PAYLOAD_BYTES - 1) + "y");
    const first = stored(arena, content);
    expect(contentOf(arena, first, content.length).equals(content)).toBe(true);
    expect(arena.reservedBytes).toBe(2 * SLAB_BYTES);
  });

  test("a block that was never handed out is a programming error", () => {
    const arena = new BlockArena();
    expect(() => arena.free(0)).toThrow(RangeError);
    expect(() => arena.startsWith(0, Buffer.from("x"), 1)).toThrow(RangeError);
    expect(() => arena.write(0, Buffer.from("x"), 1, [NOTHING])).toThrow(RangeError);
  });
});
