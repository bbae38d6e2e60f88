import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  contentAt,
  generatedLoad,
  popularityBounds,
} from "../../../src/cli/simulate/generated-load.js";

const OPTIONS = { requests: 20_000, contents: 100, clients: 300, zipf: 1, seed: 0.25 };

describe("a generated load", () => {
  test("is the same for the same seed, and another for another", () => {
    const targets = (seed: number): string[] =>
      [...generatedLoad({ ...OPTIONS, requests: 50, seed })].map(({ target }) => target);
    expect(targets(0.25)).toEqual(targets(0.25));
    expect(targets(0.5)).not.toEqual(targets(0.25));
  });

  test("asks for the second content half as often as for the first, by all clients", () => {
    const counts = new Map<string, number>();
    const clients = new Set<string | undefined>();
    for (const { target, peerAddress } of generatedLoad(OPTIONS)) {
      counts.set(target, (counts.get(target) ?? 0) + 1);
      clients.add(peerAddress);
    }
    const [first = 0, second = 0] = [1, 2].map((n) => counts.get(`/content/${n}/index.m3u8`));
    expect(second / first).toBeGreaterThan(0.45);
    expect(second / first).toBeLessThan(0.55);
    expect([counts.size, clients.size]).toEqual([100, 300]);
    expect(clients.has("10.0.0.1") && clients.has("10.0.1.44")).toBe(true);
  });

  test("chooses a content by binary search as one by one", () => {
    const numbers = fc.record({
      contents: fc.integer({ min: 1, max: 50 }),
      zipf: fc.double({ min: 0, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(
        numbers,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (options, draw) => {
          const bounds = popularityBounds(options);
          expect(bounds.at(-1)).toBe(1);
          expect(contentAt(bounds, draw)).toBe(bounds.findIndex((bound) => bound > draw));
        },
      ),
    );
  });
});
