import { describe, expect, test } from "@jest/globals";
import { joinInTurns } from "../src/join-in-turns.js";

const MIB = 1024 * 1024;

function joining(pieces: Buffer[]): { whole: Buffer | undefined; turn: () => boolean } {
  const turns: (() => void)[] = [];
  const soon = (fn: () => void): (() => void) => {
    turns.push(fn);
    return () => undefined;
  };
  const state = {
    whole: undefined as Buffer | undefined,
    turn: () => {
      const next = turns.shift();
      next?.();
      return next !== undefined;
    },
  };
  joinInTurns(pieces, { soon }, (whole) => (state.whole = whole));
  return state;
}

describe("joining the pieces of a body", () => {
  test("a few are joined before the call returns", () => {
    expect(joining([Buffer.from("ab"), Buffer.from("c")]).whole?.toString()).toBe("abc");
    expect(joining([]).whole?.length).toBe(0);
  });

  test("many megabytes are copied over several turns, in order, and the pieces let go", () => {
    const pieces = Array.from({ length: 80 }, (_, i) => Buffer.alloc(MIB / 8, i + 1));
    const expected = Buffer.concat(pieces);
    const state = joining(pieces);
    let turns = 0;
    while (state.whole === undefined && state.turn()) turns++;
    expect(turns).toBe(4);
    expect(state.whole?.equals(expected)).toBe(true);
    expect(pieces).toEqual([]);
  });
});
