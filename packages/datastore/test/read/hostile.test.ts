import { expect, test } from "@jest/globals";
import { aSite } from "./a-site.js";
import { anApi, ask, dataTarget } from "./ask.js";

const INJECTIONS = [
  "x' or '1'='1",
  'x" or "1"="1',
  "x'; drop table points; --",
  "x') union select * from info --",
  "%' and 1=1 --",
  "x\\'; select 1 #",
  "$1",
  ":id",
  "?",
  "\u0000",
  "'||(select version())||'",
];

/** Text that only a database would write. */
const DATABASE_TALK = /sqlite|syntax error|unterminated|no such table|pg_|libsql/i;

function aFilledSite() {
  const store = aSite();
  store.putPoints({ objectType: "node", event: "cpu_util", objectId: "pc1" }, [[5, 1]]);
  return store;
}

test.each(INJECTIONS)("the text %j is data in every place of a query", async (text) => {
  const api = anApi({ store: aFilledSite() });
  const places = [
    { eventType: [`ops_monitoring:${text}`] },
    { obj: { type: text, id: ["*"] } },
    { obj: { type: "node", id: [text] } },
    { ts: { gt: text, lt: 10 } },
  ];

  for (const place of places) {
    const filters = {
      eventType: ["ops_monitoring:cpu_util"],
      ts: { gt: 0, lt: 10 },
      obj: { type: "node", id: ["pc1"] },
      ...place,
    };
    const heard = await ask(api, dataTarget({ filters }));
    expect([heard.status, heard.text]).toEqual([200, "[]"]);
  }
});

test.each(INJECTIONS)("the text %j is data in every path and parameter", async (text) => {
  const api = anApi({ store: aFilledSite() });
  const part = encodeURIComponent(text);

  for (const target of [
    `/info/node/${part}`,
    `/info/${part}/pc1`,
    `/info/node?urn=${part}`,
    `/info/node?id_prefix=${part}`,
    `/info/node?aggregate=${part}`,
    `/info/node?${part}=1`,
    `/info/node?fields=${part}`,
    `/info/aggregate/site?depth=${part}`,
  ]) {
    const heard = await ask(api, target);
    expect(heard.status).toBe(target.endsWith("/pc1") ? 404 : 200);
    expect(heard.text).not.toMatch(DATABASE_TALK);
  }
});

const filtersWith = (ids: readonly string[], events = ["ops_monitoring:cpu_util"]) => ({
  filters: { eventType: events, ts: { gt: 0, lt: 1e24 }, obj: { type: "node", id: ids } },
});
const manyIds = Array.from({ length: 100_000 }, (_, at) => `n${at}`);

test.each([
  [
    "a hundred thousand ids",
    { maxQueryBytes: 10_000_000 },
    JSON.stringify(filtersWith(manyIds)),
    /limit is 10000/,
  ],
  ["a text of a megabyte", {}, JSON.stringify(filtersWith(manyIds)), /limit is 65536/],
  ["nesting without end", {}, '{"filters":'.repeat(5000), /limit is 8/],
  ["a million brackets", { maxQueryBytes: 10_000_000 }, "[".repeat(1_000_000), /limit is 8/],
  [
    "events times ids",
    { maxQueryBytes: 10_000_000, maxSeries: 50_000 },
    JSON.stringify(
      filtersWith(
        manyIds.slice(0, 10_000),
        manyIds.slice(0, 10).map((id) => `ops_monitoring:${id}`),
      ),
    ),
    /100000 series, limit is 50000/,
  ],
])("%s: refused with the limit named, and nothing is read", async (_, limits, body, message) => {
  const store = aFilledSite();
  const api = anApi({ store, limits, strict: true });

  const heard = await ask(api, "/data/", { method: "POST", body });
  const got = await ask(api, dataTarget(body));

  expect([heard.status, got.status]).toEqual([413, 413]);
  for (const { text } of [heard, got]) {
    expect(JSON.parse(text)).toMatchObject({ error_message: expect.stringMatching(message) });
    expect(text.length).toBeLessThan(20_000);
  }
  expect(store.calls.size).toBe(0);
});

test.each(["POST", "PUT", "DELETE", "PATCH", "TRACE"])(
  "%s of an object is not allowed",
  async (method) => {
    const heard = await ask(anApi(), "/info/node/pc1", { method });

    expect(heard.status).toBe(405);
    expect(heard.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
    expect(JSON.parse(heard.text)).toHaveProperty("error_message");
  },
);

test("a caller without the right is refused, whatever it asks", async () => {
  const api = anApi({ store: aFilledSite() });

  const info = await ask(api, "/info/node/pc1", { scopes: ["data"] });
  const data = await ask(api, dataTarget(filtersWith(["pc1"])), { scopes: ["info"] });
  const root = await ask(api, "/", { scopes: [] });

  expect([info.status, data.status, root.status]).toEqual([403, 403, 200]);
  expect(info.text).not.toContain("server");
});

test("paths of others are left to them", async () => {
  const api = anApi();
  const request = (target: string) => ({
    method: "GET",
    target,
    header: () => undefined,
    body: Buffer.alloc(0),
    caller: { urn: "", mayUse: () => true },
    signal: new AbortController().signal,
  });

  for (const target of ["/metrics", "/infos", "/data/x", "/ingest/points", "//", ""]) {
    expect(await api.answer(request(target))).toBeUndefined();
  }
});
