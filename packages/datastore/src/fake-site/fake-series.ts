import { eventKinds, type EventKind } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";
import { numberHash, share, textHash } from "./even-hash.js";
import { fakeNames } from "./fake-names.js";
import type { FakeSite } from "./fake-site.js";

/** A series of a fake site. */
export type FakeSeries = Pick<SeriesKey, "objectType" | "event" | "objectId">;

/** The kinds of series of a type that the site has. */
export function fakeEvents(site: FakeSite, objectType: "node" | "interface"): readonly EventKind[] {
  return eventKinds.filter((kind) => kind.objectType === objectType).slice(0, site.eventsPerObject);
}

/** Every series of a site: those of its nodes and of their interfaces. */
export function* seriesOf(site: FakeSite): Generator<FakeSeries, void, undefined> {
  const [ofNode, ofInterface] = [fakeEvents(site, "node"), fakeEvents(site, "interface")];
  for (let node = 1; node <= site.nodes; node += 1) {
    yield* each(ofNode, fakeNames.node(site, node));
    for (let at = 0; at < site.interfacesPerNode; at += 1) {
      yield* each(ofInterface, fakeNames.interface(site, node, at));
    }
  }
}

function* each(
  events: readonly EventKind[],
  objectId: string,
): Generator<FakeSeries, void, undefined> {
  for (const { objectType, event } of events) yield { objectType, event, objectId };
}

/** A point, and since when the store tells it, by the store's clock. */
export interface FakePoint {
  readonly ts: number;
  readonly value: number;
  readonly visibleFromUs: number;
}

/** Part of a period in which points of a series begin; the rest is what a point may be moved by. */
const PHASE_SHARE = 0.8;

/** The points of one series by their number: point 0 is the first after 1970. Times ascend strictly. */
export class FakeSeriesPoints {
  readonly #hash: number;
  readonly #phaseUs: number;
  readonly #valueOf: (number: number, noise: number) => number;

  constructor(
    readonly site: FakeSite,
    series: FakeSeries,
  ) {
    this.#hash = textHash(`${site.seed} ${series.objectType} ${series.event} ${series.objectId}`);
    this.#phaseUs = Math.floor(share(numberHash(this.#hash, 0)) * site.periodUs * PHASE_SHARE);
    this.#valueOf = valuesOf(series, share(numberHash(this.#hash, 1)));
  }

  /** Number of the last point whose time may be `us` or before. */
  numberAt(us: number): number {
    return Math.floor((us - this.#phaseUs) / this.site.periodUs);
  }

  at(number: number): FakePoint {
    const { periodUs, lateShare, delayUs } = this.site;
    const hash = numberHash(this.#hash, number + 2);
    const movedUs = Math.floor(share(hash) * periodUs * (1 - PHASE_SHARE));
    const ts = number * periodUs + this.#phaseUs + movedUs;
    const isLate = share(numberHash(hash, 1)) < lateShare;
    const value = this.#valueOf(number, share(numberHash(hash, 2)));
    return { ts, value, visibleFromUs: ts + (isLate ? delayUs : 0) };
  }
}

/** Points between two waves of a value. */
const WAVE = 97;
const KILO = 1000;

/** A value that fits the event: 0 or 1, a count, a percentage or a rate, in waves with noise. */
function valuesOf({ objectType, event }: FakeSeries, base: number) {
  const kind = eventKinds.find((one) => one.objectType === objectType && one.event === event);
  if (kind?.valueKind === "boolean") return (_at: number, noise: number) => (noise < 0.98 ? 1 : 0);
  const top = kind?.units === "percent" ? 100 : 1_000_000;
  return (at: number, noise: number): number => {
    const wave = (1 + Math.sin((at / WAVE + base) * 2 * Math.PI)) / 2;
    const value = top * (0.1 + 0.6 * wave + 0.3 * noise);
    return kind?.valueKind === "integer" ? Math.round(value) : Math.round(value * KILO) / KILO;
  };
}

/**
 * Every point of a series with a time from `fromUs` to `toUs`, both included, that the site ever tells, visible yet or not: what a
 * collector must have in the end.
 */
export function* pointsOf(
  site: FakeSite,
  series: FakeSeries,
  fromUs: number,
  toUs: number,
): Generator<FakePoint, void, undefined> {
  const points = new FakeSeriesPoints(site, series);
  const first = points.numberAt(Math.max(fromUs, site.sinceUs)) - 1;
  for (let number = Math.max(0, first); ; number += 1) {
    const point = points.at(number);
    if (point.ts > toUs) return;
    if (point.ts >= fromUs && point.ts >= site.sinceUs) yield point;
  }
}
