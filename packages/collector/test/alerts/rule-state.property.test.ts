import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { AlertRule } from "../../src/alerts/alert-rule.js";
import { afterPoint, afterSilence, noState } from "../../src/alerts/rule-state.js";
import { aRule } from "./a-rule.js";

type Input = { readonly value: number; readonly gapUs: number } | "silence";

const MISSING_LEVELS = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

/**
 * The same said naively: it keeps the whole past as a list and looks back through it at each step. Ranges here are `0:<limit>`, so
 * there is one way to leave them upwards and one downwards.
 */
class NaiveRule {
  readonly #past: { tsUs: number; isWarning: boolean; isCritical: boolean }[] = [];
  level = 0;
  /** Values since each level was reached, to find which end was crossed last. */
  readonly #values: { warning: number[]; critical: number[] } = { warning: [], critical: [] };

  constructor(
    readonly rule: AlertRule,
    readonly limits: { readonly warning: number; readonly critical: number },
  ) {}

  point(tsUs: number, value: number): void {
    const isCritical = this.#alerts("critical", value, this.level === 2);
    const isWarning = this.#alerts("warning", value, this.level === 1 || this.level === 2);
    this.#past.push({ tsUs, isWarning: isWarning || isCritical, isCritical });
    const shown = isCritical ? 2 : isWarning ? 1 : 0;
    const lasted = this.#lasted(tsUs);
    if (this.level === 3) this.level = shown === 0 ? 0 : lasted > 0 ? lasted : 3;
    else this.level = Math.max(Math.min(this.level, shown), lasted);
    if (!(this.level === 2 && isCritical)) this.#values.critical.length = 0;
    if (!(this.level === 1 || this.level === 2) || !isWarning) this.#values.warning.length = 0;
  }

  silence(): void {
    this.#past.length = 0;
    if (this.rule.missing === "keep") return;
    this.level = MISSING_LEVELS[this.rule.missing];
    this.#values.warning.length = 0;
    this.#values.critical.length = 0;
  }

  #alerts(which: "warning" | "critical", value: number, isLatched: boolean): boolean {
    const limit = this.limits[which];
    const values = this.#values[which];
    values.push(value);
    if (value < 0 || value > limit) return true;
    if (!isLatched) return false;
    const lastOutside = values.findLast((one) => one < 0 || one > limit);
    if (lastOutside === undefined) return false;
    const margin = Math.min(this.rule.hysteresis, limit / 2);
    return lastOutside > limit ? value > limit - margin : value < margin;
  }

  #lasted(nowUs: number): number {
    const startOf = (isBad: (one: { isWarning: boolean; isCritical: boolean }) => boolean) => {
      const lastGood = this.#past.findLastIndex((one) => !isBad(one));
      return this.#past[lastGood + 1]?.tsUs ?? Infinity;
    };
    if (nowUs - startOf((one) => one.isCritical) >= this.rule.forUs) return 2;
    return nowUs - startOf((one) => one.isWarning) >= this.rule.forUs ? 1 : 0;
  }
}

const inputs = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        value: fc.integer({ min: -3, max: 14 }),
        gapUs: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant("silence" as const) },
  ),
  { maxLength: 60 },
);

const rules = fc.record({
  warning: fc.integer({ min: 1, max: 8 }),
  critical: fc.integer({ min: 1, max: 11 }),
  forUs: fc.constantFrom(0, 1, 3, 6),
  hysteresis: fc.constantFrom(0, 1, 2.5, 20),
  missing: fc.constantFrom("unknown", "critical", "warning", "ok", "keep"),
});

function run(past: readonly Input[], rule: AlertRule, naive: NaiveRule): readonly number[][] {
  let state = noState;
  let tsUs = 0;
  return past.map((input) => {
    if (input === "silence") {
      state = afterSilence(rule, state);
      naive.silence();
    } else {
      tsUs += input.gapUs;
      state = afterPoint(rule, state, { tsUs, value: input.value });
      naive.point(tsUs, input.value);
    }
    return [state.level, naive.level];
  });
}

describe("a rule's state", () => {
  test("is at each step what looking through the whole past says", () => {
    fc.assert(
      fc.property(rules, inputs, ({ warning, critical, forUs, hysteresis, missing }, past) => {
        const wish = { forUs, hysteresis, missing };
        const rule = aRule({ ...wish, warning: `0:${warning}`, critical: `0:${critical}` });

        const levels = run(past, rule, new NaiveRule(rule, { warning, critical }));

        for (const [real, expected] of levels) expect(real).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test("is never worse than the newest value, nor better than what has lasted, whatever flaps", () => {
    fc.assert(
      fc.property(inputs, (past) => {
        const rule = aRule({ warning: "0:5", critical: "0:9", forUs: 1_000_000 });
        let state = noState;
        let tsUs = 0;
        for (const input of past) {
          if (input === "silence") continue;
          tsUs += input.gapUs;
          state = afterPoint(rule, state, { tsUs, value: input.value });
          expect(state.level).toBe(0);
        }
      }),
    );
  });
});

describe("special values", () => {
  test.each([
    ["0:100", "0:200", 2],
    ["~:100", "~:200", 2],
    ["~:100", undefined, 1],
  ])(
    "a failed ping is as bad as the rule knows: warning %s, critical %s",
    (warning, critical, level) => {
      const rule = aRule({
        event: "ping_rtt_ms",
        negativeFails: true,
        hysteresis: 50,
        warning,
        ...(critical !== undefined && { critical }),
      });

      const failed = afterPoint(rule, noState, { tsUs: 1, value: -30 });

      expect(failed.level).toBe(level);
      // A failure has no end of a range to be away from.
      expect(afterPoint(rule, failed, { tsUs: 2, value: 1 }).level).toBe(0);
    },
  );
});
