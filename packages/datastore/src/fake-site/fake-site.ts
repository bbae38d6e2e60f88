import { AppError } from "@signalbox/errors";

/** A made-up site: with the time, all that decides what its store tells. */
export interface FakeSite {
  /** Other names of nothing, but other values, phases and late points. */
  readonly seed: number;
  /** Of its aggregate, such as `site-1`. */
  readonly id: string;
  readonly nodes: number;
  readonly interfacesPerNode: number;
  /** Kinds of series of each node, and of each interface; what the type has no more of is left out. */
  readonly eventsPerObject: number;
  /** Links between neighbouring nodes, with a VLAN at each end. */
  readonly links: number;
  readonly slivers: number;
  /** Time from one point of a series to the next, on average. */
  readonly periodUs: number;
  /** Points older than this are gone from the store. */
  readonly historyUs: number;
  /** No point is older than this. */
  readonly sinceUs: number;
  /** Share of the points that become visible late, 0 to 1. */
  readonly lateShare: number;
  /** How long after its own time such a point becomes visible. */
  readonly delayUs: number;
  /** How far the store's clock is ahead of the true time; negative: behind. */
  readonly skewUs: number;
}

const HOUR_US = 3_600_000_000;

/** A site of one node with one point a minute, when nothing else is said. */
const DEFAULTS: FakeSite = {
  seed: 1,
  id: "site-1",
  nodes: 1,
  interfacesPerNode: 1,
  eventsPerObject: 1,
  links: 0,
  slivers: 0,
  periodUs: 60_000_000,
  historyUs: 24 * HOUR_US,
  sinceUs: 0,
  lateShare: 0,
  delayUs: 600_000_000,
  skewUs: 0,
};

const COUNTS = ["nodes", "interfacesPerNode", "eventsPerObject", "links", "slivers"] as const;

/** @throws AppError `invalid_argument` for a number that makes no sense */
export function fakeSite(given: Partial<FakeSite> = {}): FakeSite {
  const site = { ...DEFAULTS, ...given };
  for (const name of COUNTS)
    mustHold(name, site[name], Number.isSafeInteger(site[name]) && site[name] >= 0);
  mustHold("periodUs", site.periodUs, Number.isSafeInteger(site.periodUs) && site.periodUs >= 1000);
  mustHold("lateShare", site.lateShare, site.lateShare >= 0 && site.lateShare <= 1);
  for (const name of ["historyUs", "delayUs"] as const) mustHold(name, site[name], site[name] >= 0);
  return site;
}

function mustHold(name: string, value: number, isFine: boolean): void {
  if (!isFine) throw new AppError("invalid_argument", `fake site: ${name} is ${value}`);
}

/** The store's own time. */
export function storeTimeUs({ skewUs }: FakeSite, nowUs: number): number {
  return nowUs + skewUs;
}
