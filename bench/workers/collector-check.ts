// Compares what a collector has stored with what the fake stores ever told. Argument: CheckOptions as JSON.
import { systemClock } from "@signalbox/clock";
import { fakeSite, pointsOf, seriesOf, type FakePoint, type FakeSite } from "@signalbox/datastore";
import { openSqliteStore, type SeriesKey, type SeriesStore } from "@signalbox/timeseries-store";
import { tellResult } from "./worker-result.js";

const SERIES_AT_ONCE = 500;

export interface CheckOptions {
  readonly file: string;
  /** Ids of the stores in the collector, and what they played. */
  readonly stores: readonly { readonly id: string; readonly site: Partial<FakeSite> }[];
  /** Of the last points that must be there. */
  readonly toUs: number;
}

export interface CheckResult {
  readonly points: number;
  /** Told by a store, not stored. */
  readonly missing: number;
  /** Stored, but never told, told once and stored twice, or with another value. */
  readonly wrong: number;
}

type Sums = { -readonly [Name in keyof CheckResult]: number };

async function main(): Promise<void> {
  // Our parent writes it.
  const { file, stores, toUs } = JSON.parse(process.argv[2] ?? "") as CheckOptions;
  const store = await openSqliteStore({ file, clock: systemClock });
  const sums = { points: 0, missing: 0, wrong: 0 };
  for (const { id, site } of stores) {
    const all = [...seriesOf(fakeSite(site))].map((series): SeriesKey => ({
      ...series,
      source: id,
    }));
    for (let at = 0; at < all.length; at += SERIES_AT_ONCE) {
      const keys = all.slice(at, at + SERIES_AT_ONCE);
      await check(store.series, keys, { site: fakeSite(site), toUs, sums });
    }
  }
  await store.close();
  tellResult(sums);
}

async function check(
  series: SeriesStore,
  keys: readonly SeriesKey[],
  { site, toUs, sums }: { site: FakeSite; toUs: number; sums: Sums },
): Promise<void> {
  const fromUs = site.sinceUs;
  const stored = new Map<string, { ts: number[]; values: number[] }>();
  for await (const { series: key, ts, values } of series.read({ series: keys, fromUs, toUs })) {
    const columns = stored.get(nameOf(key)) ?? { ts: [], values: [] };
    columns.ts.push(...ts);
    columns.values.push(...values);
    stored.set(nameOf(key), columns);
  }
  for (const key of keys) {
    const told = [...pointsOf(site, key, fromUs, toUs)];
    compare(told, stored.get(nameOf(key)) ?? { ts: [], values: [] }, sums);
  }
}

const nameOf = ({ event, objectId }: SeriesKey): string => `${event} ${objectId}`;

/** Both ascend by time. */
function compare(
  told: readonly FakePoint[],
  { ts, values }: { ts: readonly number[]; values: readonly number[] },
  sums: Sums,
): void {
  sums.points += told.length;
  let at = 0;
  for (const point of told) {
    while (at < ts.length && (ts[at] ?? 0) < point.ts) {
      at++;
      sums.wrong++;
    }
    if (ts[at] !== point.ts) sums.missing++;
    else if (values[at++] !== point.value) sums.wrong++;
  }
  sums.wrong += ts.length - at;
}

void main();
