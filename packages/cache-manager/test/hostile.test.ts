import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { sealNamespace } from "@signalbox/cache-core";
import { aManager, closeAfterEach, type TestManager } from "./support/a-manager.js";
import { get, post, type RawClient, type RawReply } from "./support/raw-client.js";

closeAfterEach();

const KEY = Buffer.alloc(32, 7);
const LOCKED = '{"data":null,"lock":true,"expiry":0}';
/** The body limit that belongs to a max_item_size of 1 KB: twice that and 64 KB. */
const MAX_BODY = 67_584;
/** Long leases and waits: who is served does not owe it to a time-out. */
const SETS = [
  `http_server.encryption.keys.0=${KEY.toString("base64")}`,
  "max_item_size=1KB",
  "min_lock_lease=100s",
];
/** For who does not send what was announced. */
const IMPATIENT = [
  "limits.body_timeout=500ms",
  "limits.headers_timeout=500ms",
  "limits.sweep_interval=20ms",
];

function token(): string {
  const wallMs = Date.now();
  return sealNamespace({ version: "v1", name: "PLUGIN#x", key: KEY, wallMs, random: randomBytes });
}

interface HeldKey extends TestManager {
  readonly namespace: string;
  readonly holder: RawClient;
  readonly waiter: RawClient;
}

/** Somebody holds the lock of `k`, somebody else waits for it. */
async function heldKey(sets: readonly string[] = []): Promise<HeldKey> {
  const manager = await aManager({ sets: [...SETS, ...sets] });
  const [holder, waiter] = [await manager.connect(), await manager.connect()];
  const namespace = token();
  const request = post("/get_data", { namespace, key: "k", max_wait_time: 90 });
  expect((await holder.ask(request)).body).toBe(LOCKED);
  waiter.send(request);
  await manager.waiting();
  return { ...manager, namespace, holder, waiter };
}

/** One line that fits a check's output. */
function expectReason(reply: RawReply | undefined, status: number): void {
  expect(reply?.status).toBe(status);
  expect(reply?.reason).not.toBe("");
  const body = reply?.body ?? "";
  expect(body).not.toMatch(/[|\r\n]/);
  const { error, code } = JSON.parse(body) as { error: string; code: string };
  expect(error).toMatch(/^[^|\n]{3,300}$/);
  expect(code).toMatch(/^[a-z_]+$/);
}

/** The server lives, and the waiter does: it has the lock and can use it. */
async function expectGoesOn({ connect, waiter, namespace }: HeldKey): Promise<void> {
  expect((await waiter.reply())?.body).toBe(LOCKED);
  const set = post("/set_data", { namespace, key: "k", data: "v" });
  expect((await waiter.ask(set)).body).toBe('"ok"');
  const read = await (await connect()).ask(post("/get_data", { namespace, key: "k" }));
  expect(read.body).toMatch(/^\{"data":"v","lock":false,/);
}

const set = (namespace: string, rest: string): Buffer =>
  post("/set_data", `{"namespace":"${namespace}","key":"k",${rest}}`);

const chunked = (path: string, bytes: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n` +
  `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n0\r\n\r\n`;

describe("the holder's set is refused with one line, its waiter gets the lock, the server goes on", () => {
  test.each<[string, number, (namespace: string) => string | Buffer]>([
    ["broken JSON", 400, (ns) => set(ns, '"data":"v",')],
    ["an empty body", 400, () => post("/set_data", "")],
    ["a list", 400, () => post("/set_data", "[]")],
    ["a body that is not UTF-8", 400, () => post("/set_data", Buffer.from([0x7b, 0xff, 0x7d]))],
    ["60,000 brackets", 400, () => post("/set_data", "[".repeat(60_000))],
    ["60,000 nested objects", 400, () => post("/set_data", '{"a":'.repeat(12_000))],
    ["an object for __proto__", 400, (ns) => set(ns, '"data":"v","__proto__":{"polluted":true}')],
    ["a number for data", 400, (ns) => set(ns, '"data":1')],
    ["a text for ttl", 400, (ns) => set(ns, '"data":"v","ttl":"300"')],
    ["a ttl of 0", 400, (ns) => set(ns, '"data":"v","ttl":0')],
    ["no key", 400, (ns) => post("/set_data", `{"namespace":"${ns}","data":"v"}`)],
    ["a bad token", 403, () => set("AAAA", '"data":"v"')],
    ["a plain namespace", 403, () => set("PLUGIN#x", '"data":"v"')],
    ["a token of 100,000 characters is more than a body", 413, () => set("A".repeat(100_000), "")],
    ["an item over the limit", 413, (ns) => set(ns, `"data":"${"x".repeat(1_025)}"`)],
    ["a body over the limit", 413, () => post("/set_data", "x".repeat(MAX_BODY + 1))],
    ["a chunked body over the limit", 413, () => chunked("/set_data", MAX_BODY + 1)],
    ["two Content-Lengths", 400, () => post("/set_data", "{}", ["Content-Length: 3"])],
    ["two Hosts", 400, () => post("/set_data", "{}", ["Host: other"])],
    ["length and chunks", 400, () => post("/set_data", "{}", ["Transfer-Encoding: chunked"])],
    ["a compressed body", 415, () => post("/set_data", "{}", ["Content-Encoding: gzip"])],
    ["a header of 20 KB", 431, () => post("/set_data", "{}", [`X: ${"x".repeat(20_000)}`])],
    ["200 headers", 431, () => post("/set_data", "{}", Array<string>(200).fill("X: y"))],
    ["what is not HTTP", 400, () => "EHLO example\r\n\r\n"],
    [
      "a body that never comes",
      408,
      () => "POST /set_data HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
    ],
    ["a header that never ends", 408, () => "POST /set_data HTTP/1.1\r\nHost: x\r\nX: "],
  ])("%s: %d", async (_what, status, requestOf) => {
    const held = await heldKey(status === 408 ? IMPATIENT : []);
    expectReason(await held.holder.ask(requestOf(held.namespace)), status);
    await expectGoesOn(held);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("a holder that cuts its connection in the middle of a body", async () => {
    const held = await heldKey();
    held.holder.send("POST /set_data HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{");
    held.holder.socket.destroy();
    await expectGoesOn(held);
  });
});

describe("a request that has nothing to do with the lock leaves it alone", () => {
  test.each<[string, number, string | Buffer]>([
    ["an unknown path", 404, post("/set_dataa", "{}")],
    ["an unknown path with a bar", 404, get("/a|b")],
    ["a path with a query", 404, post("/get_data?x=1", "{}")],
    ["another method", 405, get("/get_data")],
    ["a malformed get", 400, post("/get_data", "{")],
    ["a get with a bad token", 403, post("/get_data", { namespace: "x", key: "k" })],
    ["a malformed listing", 400, post("/list_keys", "[[[")],
    ["a listing without namespace", 400, post("/list_keys", "{}")],
    ["a listing with a bad limit", 400, post("/list_locks", { namespace: token(), limit: 1001 })],
    ["a listing with a bad cursor", 400, post("/list_keys", { namespace: token(), cursor: "x" })],
  ])("%s: %d", async (_what, status, request) => {
    const { holder, waiter, namespace } = await heldKey();
    expectReason(await holder.ask(request), status);
    expect((await holder.ask(set(namespace, '"data":"v"'))).body).toBe('"ok"');
    expect((await waiter.reply())?.body).toMatch(/^\{"data":"v","lock":false,/);
  });
});

test("a million brackets are refused at the first", async () => {
  const { connect } = await aManager();
  const client = await connect();
  expectReason(await client.ask(post("/get_data", "[".repeat(1_000_000))), 400);
  expectReason(await client.ask(post("/set_data", '{"data":'.repeat(200_000))), 400);
  expect((await client.ask(get("/livez"))).status).toBe(200);
});

test("dangerous names are fields and keys like any other", async () => {
  const { connect } = await aManager();
  const client = await connect();
  for (const name of ["__proto__", "constructor", "prototype"]) {
    const target = { namespace: name, key: name };
    const body = `{"${name}":"x","namespace":"${name}","key":"${name}","data":"v"}`;
    expect((await client.ask(post("/set_data", body))).body).toBe('"ok"');
    expect((await client.ask(post("/get_data", target))).body).toMatch('{"data":"v","lock":false');
  }
  const { keys } = JSON.parse((await client.ask(post("/list_keys", { namespace: "" }))).body) as {
    keys: { key: string }[];
  };
  expect(keys.map(({ key }) => key)).toEqual(["__proto__", "constructor", "prototype"]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
