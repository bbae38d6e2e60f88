import { describe, expect, test } from "@jest/globals";
import { aManager, closeAfterEach } from "./support/a-manager.js";
import { get, post, RawClient } from "./support/raw-client.js";

closeAfterEach();

const GET = post("/get_data", { namespace: "n", key: "k", max_wait_time: 300 });

describe("close", () => {
  test("answers everyone who waits, then ends every connection", async () => {
    const { manager, connect, waiting } = await aManager();
    const holder = await connect();
    await holder.ask(GET);
    const waiters = await Promise.all([1, 2, 3].map(() => connect()));
    for (const waiter of waiters) waiter.send(GET);
    await waiting(3);
    const closed = manager.close();
    for (const waiter of waiters) {
      const reply = await waiter.reply();
      expect(reply).toMatchObject({ status: 200, body: '{"data":null,"lock":false,"expiry":0}' });
      expect(reply?.headers.get("connection")).toBe("close");
    }
    await Promise.all([holder, ...waiters].map((client) => client.ended()));
    await closed;
  });

  test("a holder may still set what it has fetched, and a reader read it", async () => {
    const { manager, connect } = await aManager();
    const [holder, reader] = [await connect(), await connect()];
    await holder.ask(GET);
    await reader.ask(get("/livez"));
    const closed = manager.close();
    const set = post("/set_data", { namespace: "n", key: "k", data: "v" });
    expect((await holder.ask(set)).body).toBe('"ok"');
    expect((await reader.ask(GET)).body).toMatch('{"data":"v","lock":false');
    await closed;
  });

  test("a caller that comes while it closes is answered at once and gets no lock", async () => {
    const { manager, connect } = await aManager();
    const [one, two] = [await connect(), await connect()];
    for (const client of [one, two]) await client.ask(get("/livez"));
    const closed = manager.close();
    for (const client of [one, two]) {
      expect((await client.ask(GET)).body).toBe('{"data":null,"lock":false,"expiry":0}');
    }
    await closed;
  });

  test("is not ready any more and takes no new connection", async () => {
    const { manager, connect } = await aManager();
    const client = await connect();
    expect((await client.ask(get("/readyz"))).status).toBe(200);
    const closed = manager.close();
    expect((await client.ask(get("/readyz"))).status).toBe(503);
    await expect(RawClient.connect(Number(new URL(manager.url).port))).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    await closed;
  });

  test("may be asked for twice", async () => {
    const { manager } = await aManager();
    await Promise.all([manager.close(), manager.close()]);
  });
});

describe("start", () => {
  test("an address that is taken is an error, and nothing keeps listening", async () => {
    const first = await aManager();
    const port = new URL(first.manager.url).port;
    await expect(aManager({ sets: [`http_server.port=${port}`] })).rejects.toMatchObject({
      code: "unavailable",
      message: `http cannot listen on 127.0.0.1 port ${port}`,
    });
  });

  test.each([
    ["namespaces_plain", []],
    ["cache_unlimited", ["max_cache_size=0B"]],
    ["cluster_settings_ignored", ["peer_nodes.0.host=collector-2"]],
    ["http_exposed", ["http_server.host=0.0.0.0"]],
  ])("warns once: %s", async (event, sets) => {
    const { log } = await aManager({ sets });
    const warnings = log.events.filter(({ level }) => level === "warning");
    expect(warnings.filter((warning) => warning.event === event)).toHaveLength(1);
  });

  test("does not warn where there is nothing to warn of", async () => {
    const key = Buffer.alloc(16, 7).toString("base64");
    const { log } = await aManager({ sets: [`http_server.encryption.keys.0=${key}`] });
    expect(log.events).toEqual([]);
  });
});
