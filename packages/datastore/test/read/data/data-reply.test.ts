import { expect, test } from "@jest/globals";
import { putObject } from "../a-site.js";
import { anApi, ask, askJson, BASE_URL, dataTarget } from "../ask.js";
import { aQuery, aStore } from "./a-query.js";

interface Item {
  readonly id: string;
  readonly subject: string | null;
  readonly units: string;
  readonly tsdata: readonly { readonly ts: number; readonly v: number }[];
}

const HOUR_US = 3_600_000_000;

// The tests below ask for what they know to be items.
const itemsAt = async (api: ReturnType<typeof anApi>, target: string): Promise<Item[]> =>
  (await askJson(api, target)) as Item[];
const namesOf = (items: readonly Item[]): string[] => items.map(({ id }) => id);

test("items come by event, then id, as asked; points by time", async () => {
  const store = aStore(["a", "b"], ["x", "y", "z"]);
  store.putPoints({ objectType: "node", event: "b", objectId: "z" }, [[0.5 * 4, 9]]);

  const items = await itemsAt(anApi({ store }), dataTarget(aQuery(["b", "a"], ["z", "x"])));

  expect(namesOf(items)).toEqual(["b:z", "b:x", "a:z", "a:x"]);
  for (const { tsdata } of items) expect(tsdata.map(({ ts }) => ts)).toEqual([1, 2, 3, 4, 5]);
});

test("a wildcard gives all that have points of the event, sorted, over any number of pages", async () => {
  const ids = Array.from({ length: 2100 }, (_, at) => `n${String(at).padStart(4, "0")}`);
  const store = aStore(["a"], ids.toReversed(), 1);

  const items = await itemsAt(anApi({ store }), dataTarget(aQuery(["a"], ["*", "other"])));

  expect(namesOf(items)).toEqual(ids.map((id) => `a:${id}`));
});

test("subject is the URL of the object, its own where it has one, null where there is no object", async () => {
  const store = aStore(["cpu_util"], ["plain", "own", "none"], 1);
  putObject(store, "node", "plain");
  putObject(store, "node", "own", { fields: { selfRef: "https://public.example.net/n" } });

  const items = await itemsAt(
    anApi({ store }),
    dataTarget(aQuery(["cpu_util"], ["plain", "own", "none"])),
  );

  expect(items.map(({ subject }) => subject)).toEqual([
    `${BASE_URL}/info/node/plain`,
    "https://public.example.net/n",
    null,
  ]);
});

test("units are those of the event, and an event nobody described has unknown ones", async () => {
  const store = aStore(["cpu_util", "novel"], ["x"], 1);

  const items = await itemsAt(anApi({ store }), dataTarget(aQuery(["cpu_util", "novel"], ["x"])));

  expect(items.map(({ units }) => units)).toEqual(["percent", "unknown"]);
});

test("more points than the limit are an error that names it, in either mode", async () => {
  const store = aStore(["a"], ["x", "y"], 5);
  const target = dataTarget(aQuery(["a"], ["x", "y"]));

  const fits = await ask(anApi({ store, limits: { maxPoints: 10 } }), target);
  const old = await ask(anApi({ store, limits: { maxPoints: 9 } }), target);
  const strict = await ask(anApi({ store, strict: true, limits: { maxPoints: 9 } }), target);

  expect(fits.text.startsWith("[{")).toBe(true);
  expect([old.status, strict.status]).toEqual([200, 413]);
  expect(JSON.parse(old.text)).toMatchObject({
    error_message: expect.stringContaining("limit is 9 (data.max_points)"),
    origin_url: `/data/?q=${JSON.stringify(aQuery(["a"], ["x", "y"]))}`,
  });
});

test.each([
  [{ maxIds: 1 }, "query has 2 ids (obj.id), limit is 1 (data.max_ids)"],
  [{ maxQueryBytes: 20 }, /^query has \d+ characters, limit is 20 \(data\.max_query_size\)$/],
])("a query above %j is told the setting that it exceeds", async (limits, message) => {
  const target = dataTarget(aQuery(["a"], ["x", "y"]));

  const reply = await askJson(anApi({ limits }), target);

  const expected = typeof message === "string" ? message : expect.stringMatching(message);
  expect(reply).toMatchObject({ error_message: expected });
});

test.each(["application/x-www-form-urlencoded", "text/plain", "application/json"])(
  "posted JSON is read as %s, whatever a simple client calls it",
  async (type) => {
    const store = aStore(["a"], ["x"], 5);
    const text = JSON.stringify(aQuery(["a"], ["x"]));
    const question = { method: "POST", headers: { "content-type": type } };

    const pretty = await askJson(anApi({ store }), "/data", {
      ...question,
      body: ` \n{\n ${text.slice(1)}`,
    });

    expect(pretty).toEqual(await askJson(anApi({ store }), dataTarget(text)));
  },
);

test("a reply too large to gather is counted, then streamed, and is the same text", async () => {
  const store = aStore(["a", "b"], ["x", "y"], 40);
  const target = dataTarget(aQuery(["a", "b"], "*"));
  const whole = await ask(anApi({ store }), target);

  const streamed = await ask(anApi({ store, limits: { bufferedPoints: 10 } }), target);
  const tooMany = await ask(
    anApi({ store, limits: { bufferedPoints: 10, maxPoints: 159 } }),
    target,
  );

  expect(streamed.text).toBe(whole.text);
  expect(store.calls.get("downsample")).toBeGreaterThan(0);
  expect(tooMany.text).toContain("limit is 159");
});

test("lines hold the same points, as many as there are, each line an item of its own", async () => {
  const store = aStore(["a", "b"], ["x", "y"], 40);
  const api = anApi({ store, limits: { maxPoints: 1 } });
  const target = dataTarget(aQuery(["a", "b"], "*"));
  const whole = await itemsAt(anApi({ store }), target);

  const heard = await ask(api, target, { headers: { accept: "application/x-ndjson" } });
  const named = await ask(api, `${target}&format=ndjson`);

  const lines = heard.text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Item);
  const joined = new Map<string, Item>();
  for (const line of lines) {
    const before = joined.get(line.id);
    joined.set(line.id, before ? { ...before, tsdata: [...before.tsdata, ...line.tsdata] } : line);
  }
  expect(heard.contentType).toBe("application/x-ndjson");
  expect([...joined.values()]).toEqual(whole);
  expect(named.text).toBe(heard.text);
});

test("only the last point within the times is sent when the latest is asked for", async () => {
  const store = aStore(["a"], ["x", "y"], 5);
  store.putPoints({ objectType: "node", event: "a", objectId: "y" }, [[99 * HOUR_US, 7]]);
  const api = anApi({ store });
  const latest = { latest: true };

  const open = { method: "POST", body: JSON.stringify({ ...aQuery(["a"], "*", latest, {}) }) };
  const last = async (items: Promise<Item[]>) => (await items).map(({ tsdata }) => tsdata);

  expect(await askJson(api, "/data", open)).toMatchObject([
    { id: "a:x", tsdata: [{ ts: 5, v: 4 }] },
    { id: "a:y", tsdata: [{ ts: 99 * HOUR_US, v: 7 }] },
  ]);
  expect(await last(itemsAt(api, dataTarget(aQuery(["a"], "*"), "&latest=true")))).toEqual([
    [{ ts: 5, v: 4 }],
    [{ ts: 5, v: 4 }],
  ]);
  const early = aQuery(["a"], "*", latest, { gt: 0, lt: 80 * HOUR_US });
  expect(await last(itemsAt(api, dataTarget(early)))).toEqual([
    [{ ts: 5, v: 4 }],
    [{ ts: 5, v: 4 }],
  ]);
  const before = aQuery(["a"], "*", latest, { gt: 5, lt: 80 * HOUR_US });
  expect(await itemsAt(api, dataTarget(before))).toEqual([]);
});

test("steps give one value each, by the parameters or by the keys of the body", async () => {
  const store = aStore(["a"], ["x"], 5);
  const api = anApi({ store });
  const expected = [
    { ts: 0, v: 0 },
    { ts: 2, v: 2 },
    { ts: 4, v: 4 },
  ];

  const got = await itemsAt(api, dataTarget(aQuery(["a"], ["x"]), "&step=2&agg=max"));
  const body = JSON.stringify(aQuery(["a"], ["x"], { step: 2, agg: "max" }));
  const posted = await askJson(api, "/data/", { method: "POST", body });

  expect(got.map(({ tsdata }) => tsdata)).toEqual([expected]);
  expect(posted).toEqual(got);
});

test("several object types in one query come in the order asked", async () => {
  const store = aStore(["a"], ["x"], 1);
  store.putPoints({ objectType: "interface", event: "a", objectId: "i" }, [[1, 1]]);
  const { filters } = aQuery(["a"], ["x"]);
  const obj = [
    { type: "interface", id: ["*"] },
    { type: "node", id: ["x"] },
  ];

  const body = JSON.stringify({ filters: { ...filters, obj } });
  const reply = await askJson(anApi({ store }), "/data/", { method: "POST", body });

  expect(reply).toMatchObject([{ id: "a:i" }, { id: "a:x" }]);
});

test("items without points, and what was left out, are told to who asks for them", async () => {
  const api = anApi({ store: aStore(["a"], ["x"], 1) });
  const target = dataTarget(aQuery(["b", "a"], ["y", "x", "z"]));

  const empty = await itemsAt(api, `${target}&empty=true`);
  const both = await askJson(api, `${target}&left_out=true`);
  const lines = await ask(api, `${target}&left_out=true&format=ndjson`);

  expect(namesOf(empty)).toEqual(["b:y", "b:x", "b:z", "a:y", "a:x", "a:z"]);
  expect(empty.map(({ tsdata }) => tsdata.length)).toEqual([0, 0, 0, 0, 1, 0]);
  const series = ["b:y", "b:x", "b:z", "a:y", "a:z"].map((name) => ({
    type: "node",
    eventType: `ops_monitoring:${name.charAt(0)}`,
    id: name.slice(2),
  }));
  expect(both).toMatchObject({ items: [{ id: "a:x" }], left_out: { count: 5, series } });
  expect(JSON.parse(lines.text.split("\n").at(-2) ?? "")).toEqual({
    left_out: { count: 5, series },
  });
});

test.each(["latest=maybe", "step=soon", "agg=max", "format=xml", "latest=true&step=5"])(
  "the parameter %s is refused",
  async (parameter) => {
    const heard = await ask(
      anApi({ strict: true }),
      dataTarget(aQuery(["a"], ["x"]), `&${parameter}`),
    );

    expect(heard.status).toBe(400);
  },
);
