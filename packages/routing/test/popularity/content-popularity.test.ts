import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import fc from "fast-check";
import {
  ContentPopularity,
  defaultPopularitySettings,
  type PopularitySettings,
} from "../../src/index.js";

interface Tracking {
  readonly popularity: ContentPopularity;
  readonly clock: FakeClock;
  /** Records requests for these contents, by a client in the group `gold` only. */
  readonly ask: (...contents: readonly string[]) => void;
}

function aTracking(settings: Partial<PopularitySettings> = {}): Tracking {
  const clock = new FakeClock();
  const all = { ...defaultPopularitySettings, ...settings };
  const popularity = new ContentPopularity({ clock, settings: all });
  const ask = (...contents: readonly string[]): void => {
    for (const contentKey of contents) {
      popularity.record({ contentKey, isInGroup: (group) => group === "gold" });
    }
  };
  return { popularity, clock, ask };
}

test("contents rank by how often they are asked for, and unknown ones are unpopular", () => {
  const { popularity, ask } = aTracking();
  ask("/a", "/b", "/b", "/c", "/b", "/c");
  expect(["/b", "/c", "/a", "/x"].map((content) => popularity.rank(content))).toEqual([
    1,
    2,
    3,
    undefined,
  ]);
  expect([popularity.isWithin("/c", 2), popularity.isWithin("/c", 1)]).toEqual([true, false]);
  expect(popularity.isWithin("/x", 1_000)).toBe(false);
});

test("a full list drops its least popular content for a new one", () => {
  const { popularity, ask } = aTracking({ maxContents: 3 });
  ask("/a", "/a", "/b", "/b", "/c", "/d");
  expect(popularity.size).toBe(3);
  expect(popularity.rank("/c")).toBeUndefined();
  expect(popularity.rank("/d")).toBe(3);
});

describe("tracking", () => {
  test("stops when it is disabled, and what was tracked still counts", () => {
    const { popularity, ask } = aTracking();
    ask("/a");
    popularity.configure({ ...defaultPopularitySettings, isEnabled: false });
    ask("/b", "/b");
    expect([popularity.rank("/a"), popularity.rank("/b")]).toEqual([1, undefined]);
  });

  test("is for sessions in one of the groups", () => {
    const silver = aTracking({ sessionGroupNames: ["silver"] });
    const either = aTracking({ sessionGroupNames: ["silver", "gold"] });
    silver.ask("/a");
    either.ask("/a");
    expect([silver.popularity.size, either.popularity.size]).toEqual([0, 1]);
  });

  test("keeps to a smaller list once it is configured, and grows again", () => {
    const { popularity, ask } = aTracking();
    ask("/a", "/a", "/b", "/b", "/c");
    popularity.configure({ ...defaultPopularitySettings, maxContents: 2 });
    expect([popularity.size, popularity.rank("/c")]).toEqual([2, undefined]);
    popularity.configure(defaultPopularitySettings);
    ask("/c", "/d");
    expect(popularity.top(9).map(({ name }) => name)).toEqual(["/a", "/b", "/c", "/d"]);
  });

  test("knows long names apart", () => {
    const { popularity, ask } = aTracking();
    const long = `/${"x".repeat(5_000)}`;
    ask(`${long}1`, `${long}2`, `${long}2`);
    expect([popularity.rank(`${long}2`), popularity.rank(`${long}1`)]).toEqual([1, 2]);
    expect(popularity.top(1)[0]?.name.length).toBeLessThan(65);
  });
});

test("time-based scores fall to 1/e in an hour, in steps", () => {
  const { popularity, clock, ask } = aTracking({ algorithm: "time_based" });
  ask("/a", "/a");
  clock.advance(359_999);
  expect(popularity.top(1)[0]?.score).toBe(2);
  clock.advance(1);
  expect(popularity.top(1)[0]?.score).toBeCloseTo(2 * Math.exp(-0.1), 9);
  clock.advance(9 * 360_000);
  expect(popularity.top(1)[0]?.score).toBeCloseTo(2 / Math.E, 9);
  ask("/b");
  expect(popularity.rank("/b")).toBe(1);
});

test("years leave old contents behind new ones, in the order in which they were last asked for", () => {
  const { popularity, clock, ask } = aTracking({ algorithm: "time_based" });
  ask("/a", "/b", "/b");
  for (let year = 0; year < 20; year++) {
    clock.advance(365 * 24 * 3_600_000);
    ask("/new");
  }
  expect(popularity.top(3).map(({ name }) => name)).toEqual(["/new", "/a", "/b"]);
});

/** The formulas of the reference on plain objects, all scores touched at each decay. */
class NaiveList {
  readonly #entries = new Map<string, { score: number; gained: number; stamp: number }>();
  #requests = 0;
  #stamp = 0;

  constructor(private readonly settings: PopularitySettings) {}

  record(name: string): void {
    this.#requests++;
    const known = this.#entries.get(name);
    if (known === undefined && this.#entries.size >= this.settings.maxContents) {
      this.#entries.delete(this.ranking().at(-1) ?? "");
    }
    const { score, gained } = known ?? { score: 0, gained: 0 };
    const gain = 1 + (this.settings.predictionFactor * gained) / this.#requests;
    const entry = { score: score + gain, gained: gained + gain, stamp: this.#stamp++ };
    this.#entries.set(name, entry);
    if (this.#requests < this.settings.requestsBetweenDecay) return;
    this.#requests = 0;
    for (const each of this.#entries.values()) {
      each.score *= 1 - this.settings.decayFraction;
      each.gained = 0;
    }
  }

  ranking(): string[] {
    const entries = [...this.#entries];
    entries.sort(([, a], [, b]) =>
      Math.abs(a.score - b.score) <= 1e-9 * a.score ? a.stamp - b.stamp : b.score - a.score,
    );
    return entries.map(([name]) => name);
  }
}

test("any run of requests ranks as the formulas say", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(12), { maxLength: 150 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 20 }),
      (contents, maxContents, requestsBetweenDecay) => {
        // A fraction and a factor that leave few scores equal but for rounding.
        const own = {
          maxContents,
          requestsBetweenDecay,
          decayFraction: 0.27,
          predictionFactor: 2.3,
        };
        const settings = { ...defaultPopularitySettings, ...own };
        const { popularity, ask } = aTracking(own);
        const model = new NaiveList(settings);
        for (const content of contents) {
          ask(`/${content}`);
          model.record(`/${content}`);
          const expected = model.ranking();
          expect(expected.map((name) => popularity.rank(name))).toEqual(
            expected.map((_, at) => at + 1),
          );
          for (const cutoff of [1, 2, 3.5]) {
            const within = expected.filter((name) => popularity.isWithin(name, cutoff));
            expect(within).toEqual(expected.slice(0, Math.floor(cutoff)));
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("scores stay finite and ordered over thousands of decays", () => {
  const { popularity, ask } = aTracking({ requestsBetweenDecay: 1, decayFraction: 0.9 });
  ask("/old", "/old2", "/old2", "/old");
  for (let count = 0; count < 5_000; count++) ask("/a", "/b");
  const top = popularity.top(4);
  expect(top.map(({ name }) => name)).toEqual(["/b", "/a", "/old2", "/old"]);
  expect(top.every(({ score }) => Number.isFinite(score))).toBe(true);
});

test("more cutoffs than are followed at once are still answered", () => {
  const { popularity, ask } = aTracking();
  for (let content = 0; content < 40; content++)
    ask(...Array<string>(content + 1).fill(`/${content}`));
  for (let cutoff = 0; cutoff < 39; cutoff++) {
    const answers = [39 - cutoff, 40 - cutoff].map((at) => popularity.isWithin(`/${at}`, cutoff));
    expect(answers).toEqual([false, cutoff > 0]);
  }
});

test.each<Partial<PopularitySettings>>([
  { maxContents: 0 },
  { maxContents: 1.5 },
  { requestsBetweenDecay: 0 },
  { decayFraction: 1 },
  { decayFraction: NaN },
  { predictionFactor: -1 },
  { intervalsPerHour: 0 },
])("settings out of range are refused: %p", (settings) => {
  expect(() => aTracking(settings)).toThrow(/allowed are/);
});
