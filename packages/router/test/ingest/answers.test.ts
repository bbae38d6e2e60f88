import { expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { anIngest, API_KEY, asSent, send, serveIngest, serveRest } from "./ingest-fixture.js";
import { SEED_HOSTS } from "./seed-samples.js";

cleanUpAfterEach();

const PATH = "/v2/timestamped_selection_input";
const WITH_KEY = { "X-API-Key": API_KEY };
const GOOD = { fields: { used: 1 }, name: "mem", tags: { host: "h" }, timestamp: 1_709_296_800 };

test.each([
  "5",
  '"text"',
  "null",
  "true",
  "",
  "{",
  '{"metrics":[',
  "[1,",
  "}",
  "\u0000\u0001",
  "[1]]",
])("%j is neither JSON of metrics nor lines: 400 with a short reason", async (body) => {
  const ingest = anIngest();
  const reason = "the body is neither JSON of metrics nor line protocol";
  const agents = await send(`${await serveIngest(ingest)}/telegraf`, { body });
  expect(agents.status).toBe(400);
  expect(agents.body).toBe(JSON.stringify({ error: reason }));
  const rest = await send((await serveRest(ingest)) + PATH, { headers: WITH_KEY, body });
  expect(rest.status).toBe(400);
  expect(rest.body).toBe(JSON.stringify(reason));
  expect(rest.headers["x-service-identity"]).toBe("router-1");
});

test.each([
  ["an empty object", "{}"],
  ["an empty batch", '{"metrics":[]}'],
  ["an empty array", "[]"],
])("%s is delivered, with nothing to say", async (_what, body) => {
  const url = await serveIngest(anIngest());
  expect((await send(`${url}/`, { body })).status).toBe(204);
});

test.each([
  ["bare values in an array", [1, "x", null]],
  ["a metric without fields", [{ ...GOOD, fields: {} }]],
  ["a metric with a text for tags", [{ ...GOOD, tags: "x" }]],
  ["a metric without a host", [{ ...GOOD, tags: {} }]],
  ["a host that is no object", { h: 5 }],
  ["a host called __proto__", JSON.parse('{"__proto__":{"polluted":1}}') as unknown],
  ["an unknown measurement", [{ ...GOOD, name: "nginx" }]],
  ["a sample of yesterday", [{ ...GOOD, timestamp: 1_709_210_400 }]],
  ["a sample of tomorrow", [{ ...GOOD, timestamp: 1_709_383_200 }]],
  ["a nested host of tomorrow", { h: { a: 1, timestamp: 1_709_383_200 } }],
])("%s is no reason to send it again: 200, counted, and said", async (_what, value) => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const { status, body } = await send(`${url}/telegraf`, { body: JSON.stringify(value) });
  expect(status).toBe(200);
  const told = JSON.parse(body) as { taken: number; not_taken: Record<string, number> };
  const notTaken = Object.values(told.not_taken).reduce((sum, count) => sum + count, 0);
  expect([told.taken, notTaken]).toEqual([0, Array.isArray(value) ? value.length : 1]);
  expect(ingest.counts.lines).toEqual({ ok: 0, ...told.not_taken });
  expect(Reflect.get(Object.prototype, "polluted")).toBeUndefined();
});

test("what was wrong is said in a few words, however much it was", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const value = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`h${at}`, "x"]));
  const { status, headers, body } = await send(`${url}/`, { body: JSON.stringify(value) });
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("application/json");
  expect(JSON.parse(body)).toMatchObject({ not_taken: { bad: 5_000 } });
  expect(body.length).toBeLessThan(2_000);
});

test("a bad record costs only itself", async () => {
  const ingest = anIngest();
  const url = await serveRest(ingest);
  const body = JSON.stringify({ ...SEED_HOSTS, "cache-2": "not an object" });
  const { status } = await send(url + PATH, { headers: WITH_KEY, body });
  expect(status).toBe(200);
  expect(asSent(ingest.input.at([]))).toEqual(SEED_HOSTS);
});

test.each([
  ["v1", "/write", { error: "line 2: field 'used': '' is no value" }],
  [
    "v2",
    "/api/v2/write",
    { code: "invalid", message: "line 2: field 'used': '' is no value", line: 2 },
  ],
])("bad lines of a %s client are named, the good ones are kept", async (_name, path, error) => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const body = "mem,host=a used=1i\nmem,host=a used=\nmem,host=b used=2i\n";
  const reply = await send(url + path, { body });
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.body)).toMatchObject(error);
  expect([...ingest.input.keys()].sort()).toEqual(["a", "b"]);
});

test.each(["/write", "/api/v2/write"])(
  "lines to %s that can be read but not used are 204",
  async (path) => {
    const ingest = anIngest();
    const url = await serveIngest(ingest);
    const body = "nginx,host=a active=1i\nmem used=1i\nmem,host=a used=1i 1\n# nothing\n";
    const reply = await send(url + path, { body });
    expect([reply.status, reply.body]).toEqual([204, ""]);
    expect(ingest.counts.lines).toEqual({ ok: 0, bad: 1, stale: 1, future: 0, unknown: 1 });
  },
);

test("bad lines sent as JSON are no reason to send them again", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const { status } = await send(`${url}/telegraf`, { body: "mem,host=a used=1i\nmem,host=a\n" });
  expect(status).toBe(200);
  expect(ingest.counts.lines).toMatchObject({ ok: 1, bad: 1 });
});

test("an unknown precision is refused before anything is read, for InfluxDB clients only", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const body = "mem,host=a used=1i\n";
  expect((await send(`${url}/write?precision=fortnight`, { body })).status).toBe(400);
  expect(ingest.counts.lines.ok).toBe(0);
  expect((await send(`${url}/telegraf?precision=fortnight`, { body })).status).toBe(204);
});

test("while starting or draining every write is told to come back", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const rest = await serveRest(ingest);
  ingest.state.ready = false;
  const replies = [
    await send(`${url}/write`, { body: "mem,host=a used=1i" }),
    await send(`${url}/api/v2/write`, { body: "mem,host=a used=1i" }),
    await send(`${url}/telegraf`, { body: "{}" }),
    await send(rest + PATH, { headers: WITH_KEY, body: "{}" }),
  ];
  for (const { status, headers } of replies) {
    expect([status, headers["retry-after"]]).toEqual([503, "2"]);
  }
  expect(ingest.input.at(["a"])).toBeUndefined();
});
