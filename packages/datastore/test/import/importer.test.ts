import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { ObjectReader } from "../../src/ingest/info/object-reader.js";
import { Importer } from "../../src/import/importer.js";
import { pointSlices } from "../../src/import/point-slices.js";
import { readElements } from "../../src/import/read-elements.js";
import { readLineProtocol } from "../../src/import/read-line-protocol.js";
import { sniffed } from "../../src/import/import-form.js";
import { createStoreSink } from "../../src/import/store-sink.js";
import { NOW_US, stillClock } from "../ingest/write.js";
import { WrittenStore } from "../ingest/written-store.js";

const clock = stillClock;

async function* inChunks(text: string, chunkBytes = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    yield await Promise.resolve(bytes.subarray(at, at + chunkBytes));
  }
}

function setUp({ requireInfo = false, store = new WrittenStore() } = {}) {
  const sink = createStoreSink({
    // As much of it as is written.
    store: {
      info: store.info,
      series: store.series,
      close: () => Promise.resolve(),
    } as unknown as TimeseriesStore,
    clock,
    requireInfo,
    limits: { maxFutureSkewMs: 300_000, maxAgeMs: 0 },
    maxDescribed: 10,
  });
  const importer = new Importer({ sink, clock });
  const reader = new ObjectReader();
  const importJson = (
    text: string,
    more: { objectType?: string; asNew?: boolean; chunkBytes?: number } = {},
  ) =>
    readElements(inChunks(text, more.chunkBytes), {
      ...{ importer, reader, clock, asNew: more.asNew ?? false },
      objectType: more.objectType,
    });
  return { store, importer, importJson, summary: () => importer.report.summary };
}

const node = {
  $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/node#",
  id: "pc1",
  node_type: "server",
  ts: 5,
};
const points = { type: "node", event: "cpu_util", id: "pc1", points: [[1, 2]] };

test("objects and points of one file are written, objects first", async () => {
  const { store, importJson, summary } = setUp({ requireInfo: true });

  await importJson(JSON.stringify([points, node]));

  expect(summary()).toEqual({
    info: { inserted: 1, updated: 0, unchanged: 0, refused: 0 },
    points: { inserted: 1, duplicates: 0, replaced: 0, refused: 0 },
    unreadable: 0,
    remarks: [],
  });
  expect(store.object("node", "pc1")).toMatchObject({ tsUs: 5 });
});

test("importing again changes nothing", async () => {
  const { importJson, summary } = setUp();
  await importJson(JSON.stringify([node, points]));

  await importJson(`${JSON.stringify(node)}\n${JSON.stringify([points])}`);

  expect(summary()).toMatchObject({
    info: { inserted: 1, unchanged: 1 },
    points: { inserted: 1, duplicates: 1 },
  });
});

test("replies of old datastores are turned into the form of today, and what has no place is told", async () => {
  const { store, importJson, summary } = setUp();
  const sliver = {
    $schema: "http://www.gpolab.bbn.com/monitoring/schema/20140828/sliver#",
    id: "s1",
    uuid: "u",
    slice_urn: "urn:publicid:IDN+ch.example.net+slice+exp",
    created: 1,
    expires: 2,
    creator_urn: "urn:publicid:IDN+ch.example.net+user+somebody",
    aggregate: {
      href: "https://site.example.net/info/aggregate/site",
      urn: "urn:publicid:IDN+site.example.net+authority+cm",
    },
    resource: {
      href: "https://site.example.net/nodes/pc1",
      urn: "urn:publicid:IDN+site.example.net+node+pc1",
      resource_type: "node",
    },
    colour: "red",
  };

  await importJson(JSON.stringify(sliver));

  expect(store.document("sliver", "s1")).toMatchObject({
    creator: sliver.creator_urn,
    resources: [sliver.resource],
  });
  expect(store.object("sliver", "s1")?.references).toContainEqual({
    field: "resources",
    type: "node",
    id: "pc1",
    urn: sliver.resource.urn,
  });
  expect(summary()).toMatchObject({
    info: { inserted: 1 },
    remarks: ["element 0: colour is left out"],
  });
});

test("a bad element is told and costs only itself", async () => {
  const { importJson, summary } = setUp();
  const error = {
    $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/error#",
    error_message: "node not found: x",
    origin_url: "/",
  };
  const all = [
    error,
    { ...node, id: "bad", node_type: "toaster" },
    { hello: 1 },
    node,
    { ...points, points: 7 },
  ];

  await importJson(JSON.stringify([all, [points]]));

  expect(summary()).toMatchObject({
    info: { inserted: 1, refused: 1 },
    points: { inserted: 1 },
    unreadable: 3,
    remarks: [
      expect.stringContaining("element 0: an error that a datastore answered: node not found: x"),
      "element 1: node_type is left out",
      "element 1, node bad: must have required property 'node_type'",
      expect.stringContaining("element 2: "),
      expect.stringContaining("element 4: "),
    ],
  });
});

test("what stands before the place where the text breaks off is written", async () => {
  const { store, importJson } = setUp();

  await expect(
    importJson(`[${JSON.stringify(node)},${JSON.stringify(points)},{"id"`),
  ).rejects.toThrow("ends too early");

  expect(store.points("node", "cpu_util", "pc1").size).toBe(1);
});

test("relations by column, the time of now and the type of points can be given", async () => {
  const { store, importJson } = setUp();
  const bare = {
    id: "cpu_util:pc1",
    eventType: "ops_monitoring:cpu_util",
    tsdata: [{ ts: 1, v: 2 }],
  };

  await importJson(JSON.stringify([{ ...node, aggregate_id: "site" }, bare]), {
    objectType: "node",
    asNew: true,
  });

  expect(store.object("node", "pc1")).toMatchObject({
    tsUs: NOW_US,
    references: [{ field: "aggregate_id", type: "aggregate", id: "site" }],
  });
  expect(store.points("node", "cpu_util", "pc1").size).toBe(1);
});

test("much is written in batches of bounded size", async () => {
  const { store, importJson, summary } = setUp();
  const series = Array.from({ length: 45 }, (_, at) => ({
    ...points,
    id: `pc${at}`,
    points: Array.from({ length: 1000 }, (_, ts) => [ts, at]),
  }));

  await importJson(series.map((one) => JSON.stringify(one)).join("\n"), { chunkBytes: 65_536 });

  expect(summary().points.inserted).toBe(45_000);
  expect(store.puts).toBe(3);
});

test("line protocol is read, the lines that cannot be are told", async () => {
  const { store, importer, summary } = setUp();
  const lines = ["node,id=pc1 cpu_util=1 1000", "no line", "mem,host=pc1 used=1000i 2000"].join(
    "\n",
  );
  const { form, chunks } = await sniffed(inChunks(lines));

  await readLineProtocol(chunks, { importer, clock, precision: "us" });

  expect(form).toBe("lines");
  expect([...store.points("node", "cpu_util", "pc1")]).toEqual([[1000, 1]]);
  expect(summary()).toMatchObject({ points: { inserted: 2 }, unreadable: 1 });
});

test.each([
  ["", "json"],
  ["  \n\n", "json"],
  ["\n\n  [{}]", "json"],
  ["\ufeff{}", "json"],
  ["\n# comment\nnode", "lines"],
])("the form of %j is %s", async (text, expected) => {
  for (const chunkBytes of [1, 4, 1000]) {
    expect((await sniffed(inChunks(text, chunkBytes))).form).toBe(expected);
  }
});

test("points that the store refuses by its rules are told by series", async () => {
  const { importJson, summary } = setUp({ requireInfo: true });

  await importJson(JSON.stringify([points, { ...points, points: [[NOW_US * 2, 1]] }]));

  expect(summary().points).toMatchObject({ inserted: 0, refused: 2 });
  expect(summary().remarks.join()).toContain("ingest.require_info");
});

test("a failure of the store ends the import", async () => {
  const { store, importJson } = setUp();
  store.failure = new AppError("storage_full", "there is no room left");

  await expect(importJson(JSON.stringify(node))).rejects.toMatchObject({ code: "storage_full" });
});

test("points are cut into slices without losing one", () => {
  const series = { source: "", objectType: "node", event: "e", objectId: "i" };
  const all = [5, 1, 0, 7].map((length) => ({
    series,
    ts: Array.from({ length }, (_, at) => at),
    values: Array.from({ length }, (_, at) => -at),
  }));

  const slices = [...pointSlices(all, 3)];

  expect(slices.map((slice) => slice.reduce((sum, { ts }) => sum + ts.length, 0))).toEqual([
    3, 3, 3, 3, 1,
  ]);
  expect(slices.flat().flatMap(({ ts }) => ts)).toEqual(all.flatMap(({ ts }) => ts));
});
