import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore, type TimeseriesStore } from "@signalbox/timeseries-store";
import { createIngestApi, createReadApi, startAgeing, type Purged } from "../../src/index.js";
import { askJson, dataTarget } from "../read/ask.js";
import { aFolder, atEnd, closeAfterEach } from "../support/clean-up.js";
import { NOW_US, send, sendJson, sendLines, stillClock } from "./write.js";

closeAfterEach();

async function setUp() {
  const file = join(await aFolder(), "store.db");
  const store = await openSqliteStore({ file, clock: systemClock, durability: "normal" });
  atEnd(() => store.close());
  const api = createIngestApi({
    store,
    requireInfo: true,
    clock: stillClock,
    limits: { maxPoints: 100_000, maxFutureSkewMs: 300_000, maxAgeMs: 0 },
  });
  return { store, api, read: readerOf(store) };
}

function readerOf(store: TimeseriesStore) {
  return createReadApi({
    store,
    baseUrl: "https://store.example.net",
    version: "1",
    strict: true,
    tolerant: false,
    limits: {
      ...{ maxPoints: 1e6, maxIds: 1e4, maxQueryBytes: 65_536, maxList: 1000 },
      ...{ maxConcurrent: 16, maxWaiting: 100 },
    },
    clock: stillClock,
  });
}

const site = [
  { type: "aggregate", id: "site", operational_status: "production", ts: NOW_US },
  { type: "node", id: "pc1", node_type: "server", aggregate_id: "site", ts: NOW_US },
  { type: "interface", id: "pc1:eth0", node_id: "pc1", ts: NOW_US - 10_000_000 },
];

const everything = dataTarget({
  filters: {
    eventType: ["ops_monitoring:cpu_util"],
    ts: { gte: 0, lt: 1e24 },
    obj: { type: "node", id: ["*"] },
  },
});

test("over the embedded store: written once, repeated without effect, read as it was written", async () => {
  const ingest = await setUp();
  const points = {
    type: "node",
    event: "cpu_util",
    id: "pc1",
    points: [
      [NOW_US, 1.5],
      [5, -0.25],
    ],
  };

  const replies = [
    await sendJson(ingest, "/ingest/info", site),
    await sendJson(ingest, "/ingest/info", site),
    await sendJson(ingest, "/ingest/points", [points, { ...points, id: "nobody" }]),
    await sendJson(ingest, "/ingest/points", points),
    await sendLines(ingest, "/ingest/points?precision=us", "node,id=pc1 cpu_util=2 5"),
  ];

  expect(replies.map(({ body }) => body)).toMatchObject([
    { inserted: 3 },
    { unchanged: 3 },
    { inserted: 2, rejected_by: { unknown_object: 2 } },
    { duplicates: 2 },
    { replaced: 1 },
  ]);
  expect(await askJson(ingest.read, everything)).toMatchObject([
    {
      id: "cpu_util:pc1",
      tsdata: [
        { ts: 5, v: 2 },
        { ts: NOW_US, v: 1.5 },
      ],
    },
  ]);
  expect(await askJson(ingest.read, "/info/aggregate/site")).toMatchObject({ resources: [{}] });
});

test("over the embedded store: a data reply posted to another datastore reads the same there", async () => {
  const [one, other] = [await setUp(), await setUp()];
  for (const each of [one, other]) await sendJson(each, "/ingest/info", site);
  const points = Array.from({ length: 1000 }, (_, at) => [
    at * 1_000_000,
    Math.sin(at) * 10 ** (at % 40),
  ]);
  await sendJson(one, "/ingest/points", { type: "node", event: "cpu_util", id: "pc1", points });
  const reply = await askJson(one.read, everything);

  const { body } = await sendJson(other, "/ingest/points", reply);

  expect(body).toMatchObject({ inserted: 1000, rejected_points: 0 });
  expect(await askJson(other.read, everything)).toEqual(reply);
});

test("over the embedded store: touched objects stay, others age, points by their own age", async () => {
  const ingest = await setUp();
  const { store } = ingest;
  await sendJson(ingest, "/ingest/info", site);
  await sendJson(ingest, "/ingest/points", {
    ...{ type: "node", event: "cpu_util", id: "pc1" },
    points: [
      [1, 1],
      [NOW_US - 1_000_000, 2],
      [NOW_US, 3],
    ],
  });
  await sendJson(ingest, "/ingest/info/touch", [{ type: "aggregate", id: "site" }]);
  await send(ingest, "/ingest/info/node/pc1", { method: "DELETE" });
  const purges: Purged[] = [];

  const ageing = startAgeing({
    store,
    clock: stillClock,
    infoMs: 5000,
    pointsMs: 60_000,
    intervalMs: 30_000,
    onPurged: (purged) => purges.push(purged),
  });
  await ageing.run();
  await ageing.close();

  expect(purges).toEqual([{ objects: 1, points: 1 }]);
  const { objects } = await store.info.list({});
  expect(objects.map(({ type }) => type)).toEqual(["aggregate"]);
  expect((await store.stats()).points).toBe(2);
});
