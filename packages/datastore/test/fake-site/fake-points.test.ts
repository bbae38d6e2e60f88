import fc from "fast-check";
import { describe, expect, test } from "@jest/globals";
import { fakeSite, storeTimeUs } from "../../src/fake-site/fake-site.js";
import { pointsOf, seriesOf } from "../../src/fake-site/fake-series.js";
import { newestPoint, visiblePoints } from "../../src/fake-site/visible-points.js";

const NOW_US = 1_795_000_000_000_000;
const HOUR_US = 3_600_000_000;

const aSite = fc
  .record({
    seed: fc.nat(1000),
    nodes: fc.integer({ min: 1, max: 2 }),
    eventsPerObject: fc.integer({ min: 1, max: 6 }),
    periodUs: fc.integer({ min: 1_000_000, max: 600_000_000 }),
    lateShare: fc.double({ min: 0, max: 1, noNaN: true }),
    delayUs: fc.integer({ min: 0, max: HOUR_US }),
    skewUs: fc.integer({ min: -HOUR_US, max: HOUR_US }),
    historyUs: fc.integer({ min: 0, max: 10 * HOUR_US }),
  })
  .map(fakeSite);

describe("points of a fake site", () => {
  test("ascend strictly, about a period apart, and are the same however they are cut", () => {
    fc.assert(
      fc.property(aSite, fc.nat(HOUR_US), fc.nat(HOUR_US), (site, fromUs, cutUs) => {
        const [series] = [...seriesOf(site)];
        if (series === undefined) throw new Error("no series");
        const [start, end] = [NOW_US - fromUs, NOW_US + HOUR_US];
        const cut = start + cutUs;
        const whole = [...pointsOf(site, series, start, end)];
        const parts = [
          ...pointsOf(site, series, start, cut - 1),
          ...pointsOf(site, series, cut, end),
        ];
        expect(parts).toEqual(whole);
        for (const [at, { ts, value }] of whole.entries()) {
          expect(Number.isSafeInteger(ts) && Number.isFinite(value)).toBe(true);
          expect(ts >= start && ts <= end).toBe(true);
          const gap = ts - (whole[at - 1]?.ts ?? ts - site.periodUs);
          expect(gap > 0 && gap < 2 * site.periodUs).toBe(true);
        }
        const expected = Math.floor((end - start) / site.periodUs);
        expect(Math.abs(whole.length - expected)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  test("become visible with time, each within its delay, and never vanish before they are old", () => {
    fc.assert(
      fc.property(aSite, fc.nat(2 * HOUR_US), (site, laterUs) => {
        for (const series of seriesOf(site)) {
          const storeUs = storeTimeUs(site, NOW_US);
          const range = { fromUs: storeUs - 2 * HOUR_US, toUs: storeUs + HOUR_US };
          const now = [...visiblePoints(site, series, { ...range, nowUs: NOW_US })];
          const later = [...visiblePoints(site, series, { ...range, nowUs: NOW_US + laterUs })];
          const stillKept = now.filter(({ ts }) => ts >= storeUs + laterUs - site.historyUs);
          expect(later.map(({ ts }) => ts)).toEqual(
            expect.arrayContaining(stillKept.map(({ ts }) => ts)),
          );
          const due = [...pointsOf(site, series, storeUs - site.historyUs, storeUs - site.delayUs)];
          const dueHere = due.filter(({ ts }) => ts >= range.fromUs).map(({ ts }) => ts);
          expect(now.map(({ ts }) => ts)).toEqual(expect.arrayContaining(dueHere));
          const all = [
            ...visiblePoints(site, series, { fromUs: 0, toUs: NOW_US * 2, nowUs: NOW_US }),
          ];
          expect(newestPoint(site, series, NOW_US)).toEqual(all.at(-1));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("are late in the share asked for", () => {
    const site = fakeSite({ lateShare: 0.2, periodUs: 1_000_000 });
    const [series] = [...seriesOf(site)];
    if (series === undefined) throw new Error("no series");
    const points = [...pointsOf(site, series, NOW_US, NOW_US + 3 * HOUR_US)];
    const late = points.filter(({ ts, visibleFromUs }) => visibleFromUs > ts);
    expect(late.length / points.length).toBeGreaterThan(0.17);
    expect(late.length / points.length).toBeLessThan(0.23);
    expect(new Set(late.map(({ ts, visibleFromUs }) => visibleFromUs - ts))).toEqual(
      new Set([site.delayUs]),
    );
  });

  test("differ between series, sites and seeds", () => {
    const first = (site: object): number[] => {
      const full = fakeSite({ nodes: 3, interfacesPerNode: 2, eventsPerObject: 3, ...site });
      return [...seriesOf(full)].map(
        (series) => pointsOf(full, series, NOW_US, NOW_US * 2).next().value?.ts ?? 0,
      );
    };
    const all = [...first({}), ...first({ seed: 2 }), ...first({ id: "site-2" })];
    expect(new Set(all).size).toBe(3 * 3 * (3 + 2 * 3));
  });

  test.each([{ nodes: -1 }, { periodUs: 0 }, { lateShare: 1.1 }, { delayUs: NaN }])(
    "%j is refused",
    (site) => {
      expect(() => fakeSite(site)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
    },
  );
});
