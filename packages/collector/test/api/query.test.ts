import { describe, expect, test } from "@jest/globals";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { aKey, anApi, aSharedStore, aStore, MINUTE_US, NOW_US, putMinutes } from "./an-api.js";

interface Reply {
  readonly series: readonly {
    readonly source: string;
    readonly event: string;
    readonly id: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

test("points of many series of several stores come in one reply, by source, event and id", async () => {
  const store = await aStore();
  await putMinutes(store, aKey("pc1"), 3);
  await putMinutes(store, aKey("pc2", { event: "swap_free" }), 1);
  await putMinutes(store, aKey("pc1", { source: "other" }), 2);
  const api = await anApi({ store });

  const reply = await api.json("/query?type=node");

  expect(reply).toEqual({
    series: [
      {
        source: "other",
        type: "node",
        event: "cpu_util",
        id: "pc1",
        units: "percent",
        points: [
          [NOW_US - MINUTE_US, 0],
          [NOW_US, 1],
        ],
      },
      {
        source: "site",
        type: "node",
        event: "cpu_util",
        id: "pc1",
        units: "percent",
        points: [
          [NOW_US - 2 * MINUTE_US, 0],
          [NOW_US - MINUTE_US, 1],
          [NOW_US, 2],
        ],
      },
      {
        source: "site",
        type: "node",
        event: "swap_free",
        id: "pc2",
        units: "percent",
        points: [[NOW_US, 0]],
      },
    ],
  });
});

describe("a small catalogue", () => {
  const store = aSharedStore(async (one) => {
    await putMinutes(one, aKey("pc1"), 1);
    await putMinutes(one, aKey("pc2", { event: "swap_free" }), 1);
    await putMinutes(one, aKey("pc1", { source: "other" }), 1);
  });
  test.each([
    ["/query?source=other", ["other/cpu_util/pc1"]],
    ["/query?event=ops_monitoring:swap_free", ["site/swap_free/pc2"]],
    ["/query?event=swap_free&event=cpu_util&id=pc2", ["site/swap_free/pc2"]],
    ["/query?id=pc1&id=nobody", ["other/cpu_util/pc1", "site/cpu_util/pc1"]],
    ["/query?id=*&source=site", ["site/cpu_util/pc1", "site/swap_free/pc2"]],
    ["/query?type=interface", []],
    ["/query?id=x%27%20or%20%271%27=%271", []],
  ])("%s gives %j", async (path, expected) => {
    const api = await anApi({ store: store() });

    const { series } = (await api.json(path)) as Reply;

    expect(series.map(({ source, event, id }) => `${source}/${event}/${id}`)).toEqual(expected);
  });
});

describe("six minutes of one series", () => {
  const store = aSharedStore((one) => putMinutes(one, aKey("pc1"), 6));

  test.each([
    ["from=-2m", [3, 4, 5]],
    ["from=now-2m&to=now", [3, 4]],
    [`from=${NOW_US - MINUTE_US}`, [4, 5]],
    ["from=2023-11-14T22:12:20Z&to=2023-11-14T23:13:20%2B01:00", [4]],
    ["from=2023-11-14T22:12:20.000001Z", [5]],
  ])("the range %s is read", async (range, expected) => {
    const api = await anApi({ store: store() });

    const { series } = (await api.json(`/query?${range}`)) as Reply;

    expect(series[0]?.points.map(([, value]) => value)).toEqual(expected);
  });

  test("steps are aggregated", async () => {
    const store = await aStore();
    const hourUs = 60 * MINUTE_US;
    await putMinutes(store, aKey("pc1"), 10, Math.floor(NOW_US / hourUs) * hourUs + 9 * MINUTE_US);
    const api = await anApi({ store });

    const { series } = (await api.json("/query?step=5m&agg=max&from=-2h")) as Reply;

    expect(series[0]?.points.map(([, value]) => value)).toEqual([4, 9]);
  });

  test.each([
    ["from=yesterday", "neither microseconds since 1970"],
    ["step=0", "neither microseconds nor a length"],
    ["agg=max", "parameter agg needs step"],
    ["step=5m&agg=median", "parameter agg is none of min, max"],
    ["limit=0", "not a whole number from 1"],
    ["limit=9999999", "not a whole number from 1 to 1000000"],
    ["colour=red", 'parameter "colour" is not known here: there are source, type'],
    ["source=a&source=b", "parameter source is given twice"],
    ["format=xml", "parameter format is none of json, ndjson"],
    ["event=ops_monitoring:", "parameter event has no name"],
  ])("%s is refused: %s", async (query, message) => {
    const api = await anApi({ store: store() });

    const reply = await api.get(`/query?${query}`);

    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({
      error: expect.stringContaining(message),
      code: "invalid_argument",
    });
  });
});

test("a reply with more points than the limit is refused and not cut", async () => {
  const store = await aStore();
  await putMinutes(store, aKey("pc1"), 40);
  const api = await anApi({ store, limits: { bufferedPoints: 10 } });

  const [at, above] = [await api.get("/query?limit=40"), await api.get("/query?limit=39")];

  expect([at.status, above.status]).toEqual([200, 413]);
  expect(((await at.json()) as Reply).series[0]?.points).toHaveLength(40);
  expect(await above.text()).toContain("more than 39 points (limit)");
});

test("a limit counts steps and not the points below them", async () => {
  const store = await aStore();
  await putMinutes(store, aKey("pc1"), 40);
  const api = await anApi({ store, limits: { bufferedPoints: 2 } });

  const [at, above] = [
    await api.get("/query?step=1w&agg=count&limit=1"),
    await api.get("/query?step=1m&limit=39"),
  ];

  expect([at.status, above.status]).toEqual([200, 413]);
});

test("ndjson has one complete object on each line and no limit of points", async () => {
  const store = await aStore();
  await putMinutes(store, aKey("pc1"), 20);
  await putMinutes(store, aKey("pc2"), 20);
  const api = await anApi({ store, limits: { maxPoints: 10 } });

  const reply = await api.get("/query", { accept: "application/x-ndjson" });
  const lines = (await reply.text()).trim().split("\n");

  expect(reply.headers.get("content-type")).toBe("application/x-ndjson");
  const objects = lines.map((line) => JSON.parse(line) as Reply["series"][number]);
  expect(objects.map(({ id, points }) => [id, points.length])).toEqual([
    ["pc1", 20],
    ["pc2", 20],
  ]);
});

test("nothing found is an empty list, or no line", async () => {
  const api = await anApi({ store: await aStore() });

  expect(await api.json("/query")).toEqual({ series: [] });
  expect(await api.text("/query?format=ndjson")).toBe("");
  expect(await api.json("/latest")).toEqual({ series: [] });
  expect(await api.text("/latest?format=ndjson")).toBe("");
});

test("a thousand series take one look into the catalogue and one read", async () => {
  const store = await aStore();
  const keys = Array.from({ length: 999 }, (_, at) => aKey(`pc${at}`, { event: `e${at % 7}` }));
  await store.series.put(keys.map((series) => ({ series, ts: [NOW_US], values: [1] })));
  const calls: string[] = [];
  const api = await anApi({ store: counted(store, calls) });

  const { series } = (await api.json("/query")) as Reply;

  expect(series).toHaveLength(999);
  expect(calls).toEqual(["list", "read"]);
});

function counted(store: TimeseriesStore, calls: string[]) {
  const { info, series } = store;
  return {
    info,
    series: {
      list: (page: Parameters<typeof series.list>[0]) => {
        calls.push("list");
        return series.list(page);
      },
      read: (request: Parameters<typeof series.read>[0]) => {
        calls.push("read");
        return series.read(request);
      },
      downsample: (request: Parameters<typeof series.downsample>[0]) => series.downsample(request),
    },
  };
}

test("the catalogue is read page by page, and the latest values in one reply", async () => {
  const store = await aStore();
  for (const id of ["a", "b", "c"]) await putMinutes(store, aKey(id), 2);
  await putMinutes(store, aKey("old"), 1, NOW_US - 60 * MINUTE_US);
  const api = await anApi({ store });

  const first = (await api.json("/series?limit=3")) as { series: object[]; cursor: string };
  const second = (await api.json(`/series?limit=3&cursor=${first.cursor}`)) as typeof first;
  const latest = (await api.json("/latest?max_age=10m")) as { series: object[] };

  expect(first.series[0]).toEqual({
    source: "site",
    type: "node",
    event: "cpu_util",
    id: "a",
    units: "percent",
    first: NOW_US - MINUTE_US,
    last: NOW_US,
    value: 1,
  });
  expect(second.series).toHaveLength(1);
  expect(second.cursor).toBeUndefined();
  expect(latest.series).toHaveLength(3);
  expect(latest.series[0]).toMatchObject({ id: "a", ts: NOW_US, v: 1 });
});

test("a failure of the store is an error before anything is sent", async () => {
  const store = await aStore();
  await putMinutes(store, aKey("pc1"), 1);
  const api = await anApi({ store });
  await store.close();

  const replies = [await api.get("/query"), await api.get("/latest"), await api.get("/series")];

  expect(replies.map(({ status }) => status)).toEqual([503, 503, 503]);
});

test("a reply is compressed for who takes it", async () => {
  const store = await aStore();
  await putMinutes(store, aKey("pc1"), 100);
  const api = await anApi({ store });

  const [zipped, plain] = [
    await api.get("/query?from=-1d", { "accept-encoding": "gzip" }),
    await api.get("/query?from=-1d", { "accept-encoding": "gzip;q=0" }),
  ];

  expect(zipped.headers.get("content-encoding")).toBe("gzip");
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(await zipped.text()).toBe(await plain.text());
});
