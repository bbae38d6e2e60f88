import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DampedHealth } from "../../src/core/damped-health.js";

function after(results: readonly boolean[], settings = { rise: 2, fall: 3 }): number | undefined {
  const damped = new DampedHealth(settings, 1);
  for (const result of results) damped.note(0, result);
  return damped.health(0);
}

describe("damped health", () => {
  test("is unknown before the first result, and the first result counts at once", () => {
    expect(after([])).toBeUndefined();
    expect(after([true])).toBe(1);
    expect(after([false])).toBe(0);
  });

  test("a healthy host falls with the third bad result in a row, not before", () => {
    expect(after([true, false, false])).toBe(1);
    expect(after([true, false, false, false])).toBe(0);
    expect(after([true, false, false, true, false, false])).toBe(1);
  });

  test("an unhealthy host rises with the second good result in a row", () => {
    expect(after([false, true])).toBe(0);
    expect(after([false, true, true])).toBe(1);
    expect(after([false, true, false, true])).toBe(0);
  });

  test("what is forgotten counts at once again", () => {
    const damped = new DampedHealth({ rise: 2, fall: 3 }, 2);
    damped.note(0, true);
    damped.note(1, true);
    damped.forget(0);
    expect([damped.health(0), damped.health(1)]).toEqual([undefined, 1]);
    damped.note(0, false);
    expect(damped.health(0)).toBe(0);
  });

  test("however results flap, changes are at least rise or fall results apart", () => {
    const settings = fc.record({
      rise: fc.integer({ min: 1, max: 5 }),
      fall: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(settings, fc.array(fc.boolean(), { maxLength: 60 }), (given, results) => {
        const damped = new DampedHealth(given, 1);
        let state: number | undefined;
        let run = 0;
        for (const [at, result] of results.entries()) {
          run = at > 0 && results[at - 1] === result ? run + 1 : 1;
          damped.note(0, result);
          const next = damped.health(0);
          if (state !== undefined && next !== state) {
            expect(run).toBeGreaterThanOrEqual(next === 1 ? given.rise : given.fall);
          }
          state = next;
        }
      }),
    );
  });
});
