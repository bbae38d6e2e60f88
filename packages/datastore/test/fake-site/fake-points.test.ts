import fc from "fast-check";
import { describe, expect, test } from "@jest/globals";
import { fakeSite, storeTimeUs } from "../../src/fake-site/fake-site.js";
import { pointsOf, seriesOf, type FakePoint } from "../../src/fake-site/fake-series.js";
import { newestPoint, visiblePoints } from "../../src/fake-site/visible-points.js";

const NOW_US = 1_795_000_000_000_000;
const HOUR_US = 3_600_000_000;

const aSite = fc
  .record({
    seed: fc.nat(1000),
    nodes: fc.integer({ min: 1, max: 2 }),
    eventsPerObject: fc.integer({ min: 1, max: 6 }),
    periodUs: fc.integer({ min: 10_000_000, max: 600_000_000 }),
    lateShare: fc.double({ min: 0, max: 1, noNaN: true }),
    delayUs: fc.integer({ min: 0, max: HOUR_US }),
    skewUs: fc.integer({ min: -HOUR_US, max: HOUR_US }),
    historyUs: fc.integer({ min: 0, max: 10 * HOUR_US }),
  })
  .map(fakeSite);

const timesOf = (points: Iterable<FakePoint>): readonly number[] =>
  Array.from(points, ({ ts }) => ts);

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
        const wrong = whole.filter(({ ts, value }, at) => {
          const gap = ts - (whole[at - 1]?.ts ?? ts - site.periodUs);
          const isNumber = Number.isSafeInteger(ts) && Number.isFinite(value);
          return !isNumber || ts < start || ts > end || gap <= 0 || gap >= 2 * site.periodUs;
        });
        expect(wrong).toEqual([]);
        // One more or less at each end, because points do not lie exactly a period apart.
        const expected = (end - start) / site.periodUs;
        expect(Math.abs(whole.length - expected)).toBeLessThan(2);
      }),
      { numRuns: 50 },
    );
  });

  test("become visible with time, each within its delay, and never vanish before they are old", () => {
    fc.assert(
      fc.property(aSite, fc.nat(2 * HOUR_US), (site, laterUs) => {
        const storeUs = storeTimeUs(site, NOW_US);
        const range = { fromUs: storeUs - 2 * HOUR_US, toUs: storeUs + HOUR_US };
        for (const series of seriesOf(site)) {
          const now = timesOf(visiblePoints(site, series, { ...range, nowUs: NOW_US }));
          const later = timesOf(visiblePoints(site, series, { ...range, nowUs: NOW_US + laterUs }));
          const keptFromUs = storeUs + laterUs - site.historyUs;
          expect(now.filter((ts) => ts >= keptFromUs && !later.includes(ts))).toEqual([]);
          const dueFromUs = Math.max(range.fromUs, storeUs - site.historyUs);
          const due = timesOf(pointsOf(site, series, dueFromUs, storeUs - site.delayUs));
          expect(due.filter((ts) => !now.includes(ts))).toEqual([]);
          const last = now.at(-1);
          if (last !== undefined) expect(newestPoint(site, series, NOW_US)?.ts).toBe(last);
        }
      }),
      { numRuns: 30 },
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
