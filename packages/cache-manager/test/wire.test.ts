import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { httpApi } from "@signalbox/cache-protocol";
import { FakeClock } from "@signalbox/clock/testing";
import { aManager, closeAfterEach } from "./support/a-manager.js";
import { get, post } from "./support/raw-client.js";

closeAfterEach();

const GET = { namespace: "n", key: "k", max_wait_time: 30 };
const SET = { namespace: "n", key: "k", data: "[1]", ttl: 300 };
const ok = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe("the exchange of the reference (1.7)", () => {
  test("is answered byte for byte, on one connection", async () => {
    const { connect } = await aManager({ clock: new FakeClock() });
    const client = await connect();
    const key = "7d4c144301af71a908e50a263437f2968e5955e980cdeb5f83310b7d85c9c60d";
    const begin = `{"namespace": "PLUGIN#demo", "key": "${key}", `;
    const headers = [
      "user-agent: python/gevent-http-client-1.4.4",
      "referer: 127.0.0.1",
      "content-type: application/json",
    ];
    const ask = async (path: string, rest: string): Promise<string> =>
      (await client.ask(post(path, begin + rest, headers))).bytes;
    expect(await ask("/get_data", '"max_wait_time": 30}')).toBe(
      ok('{"data":null,"lock":true,"expiry":0}'),
    );
    const data = String.raw`"{\"z\": \"\\u00e9\"}"`;
    expect(await ask("/set_data", `"data": ${data}, "ttl": 300}`)).toBe(ok('"ok"'));
    expect(await ask("/get_data", '"max_wait_time": 30}')).toBe(
      ok(`{"data":${data},"lock":false,"expiry":1700000300}`),
    );
    expect(await ask("/get_data", '"max_wait_time": 0}')).toBe(
      ok(`{"data":${data},"lock":false,"expiry":1700000300}`),
    );
  });

  test("a waiter gets the same bytes as a reader", async () => {
    const { connect, waiting } = await aManager({ clock: new FakeClock() });
    const [holder, waiter] = [await connect(), await connect()];
    await holder.ask(post("/get_data", GET));
    waiter.send(post("/get_data", GET));
    await waiting();
    await holder.ask(post("/set_data", SET));
    const woken = await waiter.reply();
    expect(woken?.bytes).toBe(ok('{"data":"[1]","lock":false,"expiry":1700000300}'));
    expect((await holder.ask(post("/get_data", GET))).bytes).toBe(woken?.bytes);
  });
});

describe("how a request may be sent", () => {
  test.each([
    ["no Content-Type", []],
    ["a wrong Content-Type", ["Content-Type: text/plain; charset=latin1"]],
    [
      "form encoding, as curl says without being asked",
      ["Content-Type: application/x-www-form-urlencoded"],
    ],
    ["a referer that is no URL", ["Referer: host"]],
  ])("%s", async (_what, headers) => {
    const { connect } = await aManager();
    const reply = await (await connect()).ask(post("/get_data", GET, headers));
    expect(reply).toMatchObject({ status: 200, body: '{"data":null,"lock":true,"expiry":0}' });
  });

  test("in chunks", async () => {
    const { connect } = await aManager();
    const body = JSON.stringify(GET);
    const [one, two] = [body.slice(0, 10), body.slice(10)];
    const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
    const request = `POST /get_data HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(one)}${chunk(two)}0\r\n\r\n`;
    expect((await (await connect()).ask(request)).status).toBe(200);
  });

  test("byte by byte", async () => {
    const { connect } = await aManager();
    const client = await connect();
    for (const byte of post("/get_data", GET)) client.send(Buffer.from([byte]));
    expect((await client.reply())?.status).toBe(200);
  });

  test("several ahead of their answers: they come in order, and the setter's waits end", async () => {
    const { connect } = await aManager();
    const client = await connect();
    const requests = [post("/get_data", GET), post("/set_data", SET), post("/get_data", GET)];
    client.send(Buffer.concat([...requests, Buffer.from(get("/livez"))]));
    const bodies = [];
    for (let i = 0; i < 4; i++) bodies.push((await client.reply())?.body);
    expect(bodies).toEqual([
      '{"data":null,"lock":true,"expiry":0}',
      '"ok"',
      expect.stringMatching(/^\{"data":"\[1\]","lock":false,"expiry":\d+\}$/),
      '{"status":"ok"}',
    ]);
  });

  test("an Expect header gets a final answer: the client takes any 1xx for one", async () => {
    const { connect } = await aManager();
    const client = await connect();
    client.send(post("/get_data", GET, ["Expect: 100-continue"]));
    expect((await client.reply())?.status).toBe(417);
    expect(await client.ended()).toBe("");
  });
});

describe("the declared interface", () => {
  const withExamples = httpApi.filter(({ example }) => example !== undefined);

  test.each(withExamples)("$path answers its example as declared", async ({ path, example }) => {
    const { connect } = await aManager();
    const reply = await (await connect()).ask(post(path, example?.request ?? ""));
    expect(reply).toMatchObject({ status: 200, body: example?.reply });
    expect(reply.headers.get("content-type")).toMatch("application/json");
  });

  test("GET /status has exactly the declared fields", async () => {
    const { connect } = await aManager();
    const declared = httpApi.find(({ path }) => path === "/status")?.reply;
    const { body } = await (await connect()).ask(get("/status"));
    const status = JSON.parse(body) as object;
    expect(Object.keys(status)).toEqual(declared?.map(({ name }) => name));
  });

  test.each(httpApi)(
    "$path with another method is 405, naming its own",
    async ({ path, method }) => {
      const { connect } = await aManager();
      const client = await connect();
      const other = method === "GET" ? post(path, "{}") : get(path);
      const reply = await client.ask(other);
      expect(reply.status).toBe(405);
      expect(reply.headers.get("allow")).toMatch(new RegExp(`\\b${method}\\b`));
    },
  );

  test("every path in the sources that answer requests is declared", async () => {
    const sources = ["../src/hot-api.ts", "../src/admin-routes.ts"].map((path) =>
      readFile(new URL(path, import.meta.url), "utf8"),
    );
    const text = (await Promise.all(sources)).join();
    const paths = new Set([...text.matchAll(/"(\/[a-z_]+)"/g)].map(([, path]) => path));
    expect([...paths].sort()).toEqual(httpApi.map(({ path }) => path).sort());
  });
});
