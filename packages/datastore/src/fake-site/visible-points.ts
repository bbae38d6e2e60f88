import { FakeSeriesPoints, pointsOf, type FakePoint, type FakeSeries } from "./fake-series.js";
import { storeTimeUs, type FakeSite } from "./fake-site.js";

/** Points of a series that the store tells at the true time `nowUs`, with times from `fromUs` to `toUs`. */
export function* visiblePoints(
  site: FakeSite,
  series: FakeSeries,
  {
    fromUs,
    toUs,
    nowUs,
  }: { readonly fromUs: number; readonly toUs: number; readonly nowUs: number },
): Generator<FakePoint, void, undefined> {
  const storeUs = storeTimeUs(site, nowUs);
  const oldestUs = Math.max(fromUs, storeUs - site.historyUs);
  for (const point of pointsOf(site, series, oldestUs, Math.min(toUs, storeUs))) {
    if (point.visibleFromUs <= storeUs) yield point;
  }
}

/** The newest point that the store tells at `nowUs`. */
export function newestPoint(
  site: FakeSite,
  series: FakeSeries,
  nowUs: number,
): FakePoint | undefined {
  const storeUs = storeTimeUs(site, nowUs);
  const points = new FakeSeriesPoints(site, series);
  const oldestUs = Math.max(site.sinceUs, storeUs - site.historyUs, 0);
  for (let number = points.numberAt(storeUs); number >= 0; number -= 1) {
    const point = points.at(number);
    if (point.ts < oldestUs) return undefined;
    if (point.ts <= storeUs && point.visibleFromUs <= storeUs) return point;
  }
  return undefined;
}
