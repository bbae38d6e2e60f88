import process from "node:process";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import fc from "fast-check";
import { MemoryStore } from "../support/memory-store.js";
import { APoller, HOUR_US, MINUTE_US, someSettings } from "./a-poller.js";
import { SimulatedSource, type Fault, type PublishedPoint } from "./simulated-source.js";

const CASES = Number(process.env["SIGNALBOX_POLL_CASES"] ?? 25);
const HOURS = 30;

interface Site {
  readonly skewMinutes: number;
  readonly periodMinutes: number;
  /** Shares of points that come late, and how late at most. */
  readonly lateShare: number;
  readonly lateMinutes: number;
  /** Hours in which nothing is shown; it all comes when they end. */
  readonly silentFrom: number;
  readonly silentHours: number;
  readonly historyHours: number;
}

type Step =
  | { readonly do: "poll"; readonly faults: readonly Fault[] }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "restart" }
  | { readonly do: "own store fails"; readonly after: number }
  | { readonly do: "crash"; readonly after: number }
  | { readonly do: "clock"; readonly minutes: number };

const aSite: fc.Arbitrary<Site> = fc.record({
  skewMinutes: fc.integer({ min: -120, max: 9 }),
  periodMinutes: fc.integer({ min: 1, max: 30 }),
  lateShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
  lateMinutes: fc.integer({ min: 1, max: 230 }),
  silentFrom: fc.integer({ min: 0, max: HOURS }),
  silentHours: fc.integer({ min: 0, max: 16 }),
  historyHours: fc.integer({ min: 0, max: 15 }),
});

// No "empty" for good pages of the past: a store that says "nothing" there is believed until the rescan of its first day.
const aFault = fc.constantFrom<Fault>("none", "none", "failed", "throws");

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("poll" as const),
      faults: fc.array(aFault, { maxLength: 12 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      minutes: fc.integer({ min: 1, max: 240 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("own store fails" as const), after: fc.nat(6) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), after: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("clock" as const),
      minutes: fc.integer({ min: -300, max: 300 }),
    }),
  },
);

const IDS = ["a", "b", "c", "d", "e"];
const EVENTS = ["cpu_util", "swap_free"];

/** A number in [0, 1) that is the same for the same text. */
function chance(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619) >>> 0;
  return hash / 2 ** 32;
}

function publish(source: SimulatedSource, site: Site, startUs: number): void {
  const silentFromUs = startUs + site.silentFrom * HOUR_US;
  const silentToUs = silentFromUs + site.silentHours * HOUR_US;
  for (const event of EVENTS) {
    for (const id of IDS) {
      const name = `${event} ${id}`;
      const points: PublishedPoint[] = [];
      const firstUs = startUs - site.historyHours * HOUR_US;
      const stepUs = site.periodMinutes * MINUTE_US;
      for (let atUs = firstUs; atUs < startUs + 2 * HOURS * HOUR_US; atUs += stepUs) {
        const isLate = chance(`${name} ${atUs}`) < site.lateShare;
        const lateUs = isLate ? chance(`${name} ${atUs} by`) * site.lateMinutes * MINUTE_US : 0;
        const isSilent = atUs >= silentFromUs && atUs < silentToUs;
        points.push({
          ts: atUs + site.skewMinutes * MINUTE_US,
          value: chance(name + String(atUs)),
          visibleUs: Math.max(atUs + lateUs, isSilent ? silentToUs : 0),
        });
      }
      source.publish(event, id, points);
    }
  }
}

class Simulation {
  readonly clock = new FakeClock();
  readonly store = new MemoryStore();
  readonly source = new SimulatedSource();
  readonly poller: APoller;
  readonly startUs: number;
  readonly heard = new Set<string>();

  constructor(readonly site: Site) {
    this.startUs = this.clock.wallMs() * 1000;
    this.source.nowUs = () => this.startUs + this.clock.monotonicMs() * 1000;
    publish(this.source, site, this.startUs);
    const settings = { ...someSettings, defaultPeriodUs: site.periodMinutes * MINUTE_US };
    const { clock, store, source } = this;
    this.poller = new APoller({
      clock,
      store,
      source,
      ids: IDS,
      events: EVENTS,
      settings,
      listener: (batch) => {
        for (const { series, ts } of batch) {
          for (const time of ts) this.heard.add(`${series.event} ${series.objectId} ${time}`);
        }
      },
    });
  }

  async take(step: Step): Promise<void> {
    if (step.do === "wait") this.clock.advance(step.minutes * 60_000);
    else if (step.do === "restart") this.poller.restart();
    else if (step.do === "clock") this.clock.stepWallClock(step.minutes * 60_000);
    else if (step.do === "poll") {
      const faults = [...step.faults];
      this.source.fault = () => faults.shift() ?? "none";
      await this.poller.poll();
    } else {
      await this.#fail(step.after, step.do === "crash");
    }
  }

  /** Our own store refuses a write; after a crash nothing in memory is left. */
  async #fail(after: number, isCrash: boolean): Promise<void> {
    let left = after;
    this.source.fault = () => "none";
    this.store.beforePut = () => {
      left -= 1;
      if (left < 0) throw new AppError("unavailable", "the store is down");
    };
    await this.poller.poll();
    this.store.beforePut = () => undefined;
    if (isCrash) this.poller.restart();
  }

  /** All is well from here on: the clock is right, every point gets visible, nothing fails. */
  async settle(): Promise<void> {
    const wrongMs = this.clock.wallMs() - (this.startUs / 1000 + this.clock.monotonicMs());
    this.clock.stepWallClock(-wrongMs);
    this.source.fault = () => "none";
    for (let hour = 0; hour < 24; hour += 1) {
      this.clock.advance(3_600_000);
      await this.poller.poll();
    }
  }
}

test("whatever fails meanwhile, in the end every point published is stored, once, and was told", async () => {
  await fc.assert(
    fc.asyncProperty(aSite, fc.array(aStep, { maxLength: 40 }), async (site, steps) => {
      const run = new Simulation(site);
      for (const step of steps) {
        if (run.clock.monotonicMs() < HOURS * 3_600_000) await run.take(step);
      }
      await run.settle();
      const nowUs = run.source.nowUs();
      for (const [key, points] of run.source.series) {
        const [event = "", objectId = ""] = key.split("\n");
        const due = points.filter(({ visibleUs, ts }) => visibleUs <= nowUs && ts <= nowUs);
        const stored = run.store.pointsOf({ source: "site", objectType: "node", event, objectId });
        const times = new Map(stored);
        expect(due.filter(({ ts, value }) => times.get(ts) !== value)).toEqual([]);
        const published = new Set(points.map(({ ts }) => ts));
        expect(stored.filter(([ts]) => !published.has(ts))).toEqual([]);
        expect(stored.filter(([ts]) => !run.heard.has(`${event} ${objectId} ${ts}`))).toEqual([]);
      }
    }),
    { numRuns: CASES },
  );
}, 120_000);
