import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { anIngest, API_KEY, asSent, send, serveIngest, serveRest } from "./ingest-fixture.js";
import { SEED_BATCH, SEED_HOSTS, SEED_LINES } from "./seed-samples.js";

cleanUpAfterEach();

const TEXT = { "Content-Type": "text/plain; charset=utf-8" };
const WITH_KEY = { ...TEXT, "X-API-Key": API_KEY };

test.each(["/write?db=telegraf", "/api/v2/write?bucket=metrics&org=", "/telegraf"])(
  "lines sent to %s give exactly the documented numbers",
  async (path) => {
    const ingest = anIngest();
    const url = await serveIngest(ingest);
    const { status, body } = await send(url + path, { headers: TEXT, body: SEED_LINES });
    expect([status, body]).toEqual([204, ""]);
    expect(asSent(ingest.input.at([]))).toEqual(SEED_HOSTS);
  },
);

test.each([
  ["POST", "/"],
  ["POST", "/telegraf"],
  ["PUT", "/v1/timestamped_selection_input"],
  ["POST", "/v2/timestamped_selection_input"],
])(
  "a JSON batch, %s to %s of the ingest port, gives the documented numbers",
  async (method, path) => {
    const ingest = anIngest();
    const url = await serveIngest(ingest);
    const body = JSON.stringify(SEED_BATCH) + "\n";
    const { status } = await send(url + path, { method, headers: TEXT, body });
    expect(status).toBe(204);
    expect(asSent(ingest.input.at([]))).toEqual(SEED_HOSTS);
  },
);

test.each([
  ["a batch", JSON.stringify(SEED_BATCH)],
  ["an array", JSON.stringify(SEED_BATCH.metrics)],
  ["one metric on each line", SEED_BATCH.metrics.map((one) => JSON.stringify(one)).join("\n")],
  ["the nested object", JSON.stringify(SEED_HOSTS)],
  ["the nested object in an array", JSON.stringify([SEED_HOSTS])],
])("%s is understood on the REST port whatever its content type says", async (_shape, body) => {
  for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
    const ingest = anIngest();
    const url = await serveRest(ingest);
    const headers = { ...WITH_KEY, "Content-Type": type };
    const path = "/v2/timestamped_selection_input";
    const { status } = await send(url + path, { headers, body });
    expect(status).toBe(204);
    expect(asSent(ingest.input.at([]))).toEqual(SEED_HOSTS);
  }
});

test("metrics one by one, each a request of its own, add up", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  for (const metric of SEED_BATCH.metrics) {
    expect((await send(`${url}/telegraf`, { body: JSON.stringify(metric) })).status).toBe(204);
  }
  expect(asSent(ingest.input.at([]))).toEqual(SEED_HOSTS);
});

test("nested hosts are merged as they are, whatever they hold, by PUT and by POST", async () => {
  const ingest = anIngest();
  const url = await serveRest(ingest);
  const path = "/v1/timestamped_selection_input";
  const own = { "cache-2": { maintenance: true, bitrates: [1, 2], note: "x" } };
  const more = { "cache-2": { hardware_metrics: { n_cpus: 4 } } };
  await send(url + path, { method: "PUT", headers: WITH_KEY, body: JSON.stringify(own) });
  await send(url + path, { method: "POST", headers: WITH_KEY, body: JSON.stringify(more) });
  expect(asSent(ingest.input.at(["cache-2"]))).toEqual({ ...own["cache-2"], ...more["cache-2"] });
});

test.each(["plain-reader", "node-http"] as const)(
  "a compressed body in chunks without a length is read (%s)",
  async (transport) => {
    const ingest = anIngest();
    const url = await serveIngest(ingest, { transport });
    const bytes = gzipSync(SEED_LINES);
    const chunks = [bytes.subarray(0, 10), bytes.subarray(10, 11), bytes.subarray(11)];
    const headers = { ...TEXT, "Content-Encoding": "gzip" };
    expect((await send(`${url}/write`, { headers, chunks })).status).toBe(204);
    expect(asSent(ingest.input.at([]))).toEqual(SEED_HOSTS);
  },
);

test("what is too large, compressed or not, is refused before it is read", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest, { maxBodyBytes: 1_000, maxInflatedBytes: 2_000 });
  const headers = { "Content-Encoding": "gzip" };
  const bomb = gzipSync("a".repeat(10_000));
  expect((await send(`${url}/write`, { body: "a".repeat(1_001) })).status).toBe(413);
  expect((await send(`${url}/api/v2/write`, { headers, body: bomb })).status).toBe(413);
  expect(ingest.counts.lines.bad).toBe(0);
});

test("times are in the unit the query names, under every name of it", async () => {
  const units = { n: 1e9, ns: 1e9, u: 1e6, us: 1e6, ms: 1e3, s: 1 };
  for (const [precision, perSecond] of Object.entries(units)) {
    const ingest = anIngest();
    const url = await serveIngest(ingest);
    const body = `mem,host=h used=1i ${1_709_296_790n * BigInt(perSecond)}\n`;
    const { status } = await send(`${url}/write?precision=${precision}&db=x`, { body });
    expect(status).toBe(204);
    expect(ingest.input.at(["h", "timestamp"])).toBe(1_709_296_790);
  }
});
