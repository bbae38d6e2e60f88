import { expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { anIngest, API_KEY, send, serveIngest, serveRest } from "./ingest-fixture.js";

cleanUpAfterEach();

const CREDENTIALS = { username: "", token: "a-token" };

test.each(["plain-reader", "node-http"] as const)(
  "agents may ask who is there without credentials, by GET and by HEAD (%s)",
  async (transport) => {
    const url = await serveIngest(anIngest(), { transport, credentials: CREDENTIALS });
    for (const method of ["GET", "HEAD"]) {
      const ping = await send(`${url}/ping`, { method });
      expect([ping.status, ping.body]).toEqual([204, ""]);
      expect(ping.headers["x-influxdb-version"]).toBe("1.0");
      for (const path of ["/health", "/api/v2/health", "/ready", "/api/v2/ready"]) {
        const reply = await send(url + path, { method });
        expect(reply.status).toBe(200);
        expect(reply.body === "").toBe(method === "HEAD");
      }
    }
    const verbose = await send(`${url}/ping?verbose=true`, { method: "GET" });
    expect([verbose.status, JSON.parse(verbose.body)]).toEqual([200, { version: "1.0" }]);
  },
);

test("health and readiness say since when, and why not", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  ingest.clock.advance(3_723_000);
  const ready = await send(`${url}/ready`, { method: "GET" });
  expect(JSON.parse(ready.body)).toEqual({
    started: "2024-03-01T12:40:00.000Z",
    status: "ready",
    up: "1h2m3s",
  });
  ingest.state.ready = false;
  const health = await send(`${url}/api/v2/health`, { method: "GET" });
  expect(health.status).toBe(503);
  expect(JSON.parse(health.body)).toMatchObject({ status: "fail", message: "draining" });
  expect((await send(`${url}/ready`, { method: "GET" })).headers["retry-after"]).toBe("2");
});

test("the database an agent wants to create is there; nothing else can be asked", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest);
  const q = 'q=CREATE+DATABASE+"telegraf"';
  const replies = [
    await send(`${url}/query`, { body: q }),
    await send(`${url}/query?${encodeURI(q)}`, { method: "GET" }),
  ];
  for (const { status, headers, body } of replies) {
    expect([status, JSON.parse(body)]).toEqual([200, { results: [] }]);
    expect(headers["x-influxdb-version"]).toBe("1.0");
  }
  expect((await send(`${url}/query?q=SELECT%201`, { method: "GET" })).status).toBe(400);
  expect((await send(`${url}/query`, { body: "x".repeat(70_000) })).status).toBe(400);
  const strict = await serveIngest(ingest, { credentials: CREDENTIALS });
  expect((await send(`${strict}/query`, { body: q })).status).toBe(401);
});

test.each([
  ["GET", "/write", 405],
  ["PUT", "/api/v2/write", 405],
  ["POST", "/ping", 405],
  ["GET", "/", 405],
  ["POST", "/telegraf/", 404],
  ["POST", "/nothing", 404],
])("%s %s of the ingest port is answered %d", async (method, path, expected) => {
  const url = await serveIngest(anIngest());
  expect((await send(url + path, { method })).status).toBe(expected);
});

test("on the REST port only writes of the whole timestamped input are taken here", async () => {
  const url = await serveRest(anIngest());
  const headers = { "X-API-Key": API_KEY };
  const path = "/v1/timestamped_selection_input";
  expect((await send(url + path, { method: "GET", headers })).status).toBe(405);
  expect((await send(url + path, { method: "DELETE", headers })).status).toBe(405);
  expect((await send(`${url}${path}/cache-1`, { headers })).status).toBe(404);
  expect((await send(`${url}/write`, { headers })).status).toBe(404);
});
