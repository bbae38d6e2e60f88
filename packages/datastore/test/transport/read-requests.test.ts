import { connect } from "node:tls";
import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { aSite } from "../read/a-site.js";
import { MemoryStore } from "../read/memory-store.js";
import { aDatastore, COLLECTOR, type DatastoreSetup } from "../support/a-datastore.js";
import { atEnd, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

async function aCollector(setup: DatastoreSetup = {}) {
  const store = await aDatastore({ memory: aSite(), ...setup });
  const identity = await store.ca.client(COLLECTOR);
  return {
    ...store,
    identity,
    get: (target: string, headers = {}) => store.ask(target, identity, { headers }),
    send: (method: string, target: string) => store.ask(target, identity, { method }),
  };
}

/** A request as bytes, because clients repair targets. */
async function raw(url: string, identity: object, target: string): Promise<string> {
  const { port } = new URL(url);
  const socket = connect({
    port: Number(port),
    host: "127.0.0.1",
    rejectUnauthorized: false,
    ...identity,
  });
  atEnd(() => void socket.destroy());
  socket.setEncoding("utf8");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const piece of socket) text += String(piece);
  return text;
}

const QUERY =
  '{"filters":{"eventType":["ops_monitoring:cpu_util"],"ts":{"gte":0,"lt":9},"obj":{"type":"node","id":["pc1"]}}}';

describe("requests", () => {
  test("an object is read, with our URL in it", async () => {
    const { get, datastore } = await aCollector();
    const reply = await get("/info/aggregate/site");
    const { port } = new URL(datastore.url);
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text())).toMatchObject({
      id: "site",
      selfRef: `https://store.example.net:${port}/info/aggregate/site`,
    });
    const known = await get("/info/aggregate/site", {
      "If-None-Match": String(reply.headers.etag),
    });
    expect([known.status, known.text()]).toEqual([304, ""]);
  });

  test("everything stands behind the prefix, and the public URL is in replies", async () => {
    const sets = ["path_prefix=/ops-monitoring", "public_url=https://public.example.net/om"];
    const { get, datastore } = await aCollector({ sets });
    expect(datastore.url).toMatch(/\/ops-monitoring$/);
    const reply = await get("/ops-monitoring/info/aggregate/site");
    expect(JSON.parse(reply.text())).toMatchObject({
      selfRef: "https://public.example.net/om/info/aggregate/site",
    });
    expect((await get("/info/aggregate/site")).status).toBe(404);
    expect((await get("/metrics")).status).toBe(200);
  });

  test("braces, quotes and brackets need no escapes", async () => {
    const { datastore, identity } = await aCollector();
    const text = await raw(datastore.url, identity, `/data/?q=${QUERY}`);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toMatch(/\r\n\r\n\[\]$/);
  });

  test("HEAD is answered as GET, without a body", async () => {
    const { get, send } = await aCollector();
    const [head, full] = [
      await send("HEAD", "/info/aggregate/site"),
      await get("/info/aggregate/site"),
    ];
    expect(head.body).toHaveLength(0);
    expect(head.headers["content-length"]).toBe(full.headers["content-length"]);
  });

  test("OPTIONS and other methods tell what is allowed", async () => {
    const { send } = await aCollector();
    const options = await send("OPTIONS", "/info/aggregate/site");
    expect([options.status, options.headers.allow]).toEqual([204, "GET, HEAD, OPTIONS"]);
    const put = await send("PUT", "/info/aggregate/site");
    expect([put.status, put.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(JSON.parse(put.text())).toHaveProperty("error_message");
    expect((await send("OPTIONS", "/metrics")).headers.allow).toBe("GET, HEAD, OPTIONS");
    expect((await send("DELETE", "/metrics")).status).toBe(405);
  });

  test("a path that nobody knows is an error object", async () => {
    const { get } = await aCollector();
    const reply = await get("/nowhere");
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.text())).toMatchObject({ origin_url: "/nowhere" });
  });

  test("a store that fails is 503 or 500 with an error object, told in the log alone", async () => {
    const memory = new MemoryStore();
    const { get, log } = await aCollector({ memory });
    memory.failure = new Error("secret detail");
    const broken = await get("/info/node/pc1");
    expect([broken.status, broken.text().includes("secret")]).toEqual([500, false]);
    expect(JSON.parse(broken.text())).toMatchObject({ error_message: "internal error" });
    memory.failure = new AppError("unavailable", "store is closed");
    expect((await get("/info/node/pc1")).status).toBe(503);
    expect(log.events.filter(({ event }) => event === "request_failed")).toHaveLength(2);
  });

  test("what is not plain HTTP is refused with an error object, too", async () => {
    const { get, identity, ask } = await aCollector();
    const long = await get(`/info/node/${"x".repeat(20_000)}`);
    expect(long.status).toBe(431);
    const body = Buffer.alloc(70_000, " ");
    const large = await ask("/data/", identity, { method: "POST", body });
    expect(large.status).toBe(413);
    expect(JSON.parse(large.text())).toHaveProperty("error_message");
  });

  test("metrics and status show who was turned away and what is kept", async () => {
    const { get, ca, ask } = await aCollector();
    const stranger = await ca.client(`${COLLECTOR}x`);
    await ask("/info/node/pc1", stranger);
    await get("/info/node/pc1");
    const metrics = (await get("/metrics")).text();
    expect(metrics).toMatch(/^datastore_access_refused_total\{reason="not_listed"\} 1$/m);
    expect(metrics).toMatch(/^datastore_requests_total\{scope="info",code="2xx"\} 1$/m);
    expect(metrics).toMatch(/^datastore_whitelist_entries\{source="file"\} 1$/m);
    expect(metrics).toMatch(/^datastore_whitelist_age_seconds\{source="file"\} /m);
    expect(metrics).toMatch(/^datastore_store_info_objects \d+$/m);
    expect(JSON.parse((await get("/status")).text())).toMatchObject({
      service: "datastore",
      access: { admitted_urns: 1 },
      store: { backend: "sqlite" },
    });
  });
});
