import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore, type TimeseriesStore } from "@signalbox/timeseries-store";
import fc from "fast-check";
import { aSite } from "../a-site.js";
import { anApi, ask, askJson, dataTarget } from "../ask.js";
import { expectedReply, points, query, summary, textOf } from "./query-oracle.js";

/** More cases for a longer run; the suite's own number keeps it quick. */
const CASES = Number(process.env["SIGNALBOX_QUERY_ORACLE_CASES"] ?? "200");
const POINTS_SEED = 20_151_105;

let folder: string;
let store: TimeseriesStore;

const [all = []] = fc.sample(points, { numRuns: 1, seed: POINTS_SEED });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "signalbox-read-"));
  store = await openSqliteStore({
    file: join(folder, "store.db"),
    clock: systemClock,
    durability: "normal",
  });
  await store.info.put([...aSite().objects.values()]);
  for (const { type, event, id, ts, v } of all) {
    const series = { source: "", objectType: type, event, objectId: id };
    await store.series.put([{ series, ts: [ts], values: [v] }]);
  }
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("over the embedded store too, the reply is what the reference says", async () => {
  await fc.assert(
    fc.asyncProperty(query, fc.constantFrom(2, 1000), async (asked, bufferedPoints) => {
      const api = anApi({ store, limits: { bufferedPoints } });

      const got = await askJson(api, dataTarget(textOf(asked)));

      expect(summary(got)).toEqual(expectedReply(all, asked));
    }),
    { numRuns: CASES },
  );
}, 3_600_000);

test("the embedded store gives the same inventory as one of plain values", async () => {
  const [embedded, plain] = [anApi({ store }), anApi({ store: aSite() })];

  for (const { type, id } of aSite().objects.values()) {
    const target = `/info/${type}/${encodeURIComponent(id)}`;
    expect(await ask(embedded, target)).toEqual(await ask(plain, target));
  }
  for (const target of [
    "/info/aggregate/site?depth=all",
    "/info/interface?aggregate=site",
    "/info/node?urn=urn:publicid:IDN%2Bsite.example.net%2Bnode%2Bpc1",
    "/info/node?id_prefix=pc2",
  ]) {
    expect(await askJson(embedded, target)).toEqual(await askJson(plain, target));
  }
});
