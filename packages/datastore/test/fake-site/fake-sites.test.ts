import { describe, expect, test } from "@jest/globals";
import { systemClock, type Clock } from "@signalbox/clock";
import { seriesOf } from "../../src/fake-site/fake-series.js";
import { visiblePoints } from "../../src/fake-site/visible-points.js";
import { runningSites } from "./a-fake-site.js";

const NOW_MS = 1_795_000_000_000;

/** Only the wall clock stands still: connections live by the other. */
function aStillClock(): Clock & { advance(ms: number): void } {
  let wallMs = NOW_MS;
  return {
    ...systemClock,
    wallMs: () => wallMs,
    advance: (ms) => {
      wallMs += ms;
    },
  };
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

function dataUrl(
  base: string,
  query: { event: string; type: string; ids: string[]; from: number; to: number },
): string {
  const { event, type, ids, from, to } = query;
  const q = {
    filters: {
      eventType: [`ops_monitoring:${event}`],
      ts: { gte: from, lte: to },
      obj: { type, id: ids },
    },
  };
  return `${base}/data/?q=${encodeURIComponent(JSON.stringify(q))}`;
}

describe("stores of fake sites", () => {
  test("tell exactly the points that the formula makes visible", async () => {
    const clock = aStillClock();
    const site = {
      nodes: 2,
      interfacesPerNode: 1,
      eventsPerObject: 2,
      lateShare: 0.3,
      skewUs: 90_000_000,
    };
    const { sites } = await runningSites([site], { clock });
    for (const advanceMs of [0, 600_000]) {
      clock.advance(advanceMs);
      for (const { site: full, url } of sites) {
        for (const series of seriesOf(full)) {
          const nowUs = clock.wallMs() * 1000;
          const range = { fromUs: nowUs - 3_600_000_000, toUs: nowUs + 3_600_000_000 };
          const asked = {
            event: series.event,
            type: series.objectType,
            ids: [series.objectId],
            from: range.fromUs,
            to: range.toUs,
          };
          const expected = [...visiblePoints(full, series, { ...range, nowUs })];
          expect(await json(dataUrl(url, asked))).toMatchObject([
            { tsdata: expected.map(({ ts, value }) => ({ ts, v: value })) },
          ]);
        }
      }
    }
  });

  test("that end and start again tell the same", async () => {
    const clock = aStillClock();
    const to = NOW_MS * 1000;
    const asked = { event: "cpu_util", type: "node", ids: ["*"], from: to - 86_400_000_000, to };
    const first = await runningSites([{ nodes: 3, lateShare: 0.5 }], { clock });
    const { url = "" } = first.sites[0] ?? {};
    const before = (await json(dataUrl(url, asked))) as { tsdata: unknown }[]; // A data reply.
    await first.close();
    const port = Number(new URL(url).port);
    const again = await runningSites([{ nodes: 3, lateShare: 0.5 }], { clock, port });
    expect(await json(dataUrl(again.sites[0]?.url ?? "", asked))).toEqual(before);
    expect(before).toHaveLength(3);
  });

  test("know all stores that stand beside them", async () => {
    const { sites, opsconfigUrl } = await runningSites([{ id: "a" }, { id: "b" }, { id: "c" }]);
    expect(await json(opsconfigUrl)).toMatchObject({
      aggregatestores: sites.map(({ aggregateUrl }) => ({ href: aggregateUrl })),
    });
    expect(new Set(sites.map(({ url }) => url)).size).toBe(3);
  });

  test("answer in steps and with the latest value, as a datastore does", async () => {
    const clock = aStillClock();
    const { sites } = await runningSites([{ nodes: 1 }], { clock });
    const to = NOW_MS * 1000;
    const asked = { event: "cpu_util", type: "node", ids: ["*"], from: to - 3_600_000_000, to };
    const url = dataUrl(sites[0]?.url ?? "", asked);
    const counted = (await json(`${url}&step=3600000000&agg=count`)) as {
      tsdata: { v: number }[];
    }[]; // As asked.
    const points = (counted[0]?.tsdata ?? []).reduce((sum, { v }) => sum + v, 0);
    expect(points).toBe(60);
    const latest = (await json(`${url}&latest=true`)) as { tsdata: unknown[] }[]; // As asked.
    expect(latest[0]?.tsdata).toHaveLength(1);
  });

  test("do what a test wants instead", async () => {
    const clock = aStillClock();
    const { sites } = await runningSites([{}], {
      clock,
      interfere: (target) => {
        if (target.includes("/node/")) return { kind: "cut" };
        return target.includes("/link/")
          ? { kind: "reply", status: 500, body: "<h1>no</h1>" }
          : undefined;
      },
    });
    const { url = "", aggregateUrl = "" } = sites[0] ?? {};
    await expect(fetch(`${url}/info/node/x`)).rejects.toThrow();
    expect((await fetch(`${url}/info/link/x`)).status).toBe(500);
    expect(await json(aggregateUrl)).toMatchObject({ id: "site-1" });
  });
});
