import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { afterEach, expect, test } from "@jest/globals";
import { sealNamespace } from "@signalbox/cache-core";
import { systemClock } from "@signalbox/clock";
import { createLogger } from "@signalbox/telemetry";
import { aManager, closeAfterEach, configOf } from "./support/a-manager.js";
import { get, post } from "./support/raw-client.js";

closeAfterEach();

/** What must never be seen: the keys, every token, every value, every plugin's name. */
const KEY = Buffer.from("canary-key-32-bytes-long-0123456");
const VALUE = "canary-value";
const NAME = "PLUGIN#canary-name";
const tokens = (["v1", "v2"] as const).map((version) =>
  sealNamespace({ version, name: NAME, key: KEY, wallMs: Date.now(), random: randomBytes }),
);
const CANARIES = [
  KEY.toString("base64"),
  KEY.toString(),
  KEY.toString("hex"),
  VALUE,
  NAME,
  "canary",
];

let written = "";

afterEach(() => {
  written = "";
});

function debugLog(): ReturnType<typeof createLogger> {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString();
      done();
    },
  });
  return createLogger({
    component: "t",
    level: "debug",
    format: "json",
    stream,
    clock: systemClock,
  });
}

/** Every kind of call with every kind of fault, each with canaries in it. Names of keys are shown in a debug log, by design. */
function callsOf(namespace: string): Buffer[] {
  const target = { namespace, key: "k" };
  const bodies: (object | string)[] = [
    { ...target, max_wait_time: 30, lock_token: true },
    { ...target, data: VALUE },
    { ...target, data: VALUE, ttl: -1 },
    { ...target, data: VALUE, lock_token: VALUE },
    { ...target, data: { [VALUE]: VALUE } },
    { namespace, key: "k".repeat(2_000), data: VALUE },
    { namespace: `${namespace}x`, key: "k", data: VALUE },
    { namespace: namespace.slice(1), key: "k", data: VALUE },
    `{"namespace":${namespace},"key":"k","data":${VALUE}}`,
    `{"key":"k","data":"${VALUE}","namespace":"${namespace}`,
    `{"namespace":"${namespace}","key":"k","data":'${VALUE}'}`,
    `{"namespace":"${namespace}","key":"k","data":${VALUE}}`,
    `${namespace}${VALUE}`,
  ];
  const paths = ["get_data", "set_data", "delete_data", "release_lock", "renew_lock", "list_keys"];
  return [...paths, "list_locks"].flatMap((path) => bodies.map((body) => post(`/${path}`, body)));
}

test("no key, token, value or namespace reaches a log, an error, a listing, the status or a metric", async () => {
  const log = debugLog();
  const sets = [`http_server.encryption.keys.0=${KEY.toString("base64")}`];
  const { manager, connect } = await aManager({ sets, log });
  const client = await connect();
  const failures: string[] = [];
  const listings: string[] = [];
  for (const namespace of tokens) {
    for (const call of callsOf(namespace)) {
      const { status, body } = await client.ask(call);
      if (status !== 200) failures.push(body);
    }
    await client.ask(post("/get_data", { namespace, key: "locked", max_wait_time: 30 }));
    for (const path of ["/list_keys", "/list_locks"]) {
      listings.push((await client.ask(post(path, { namespace }))).body);
    }
  }
  for (const path of ["/status", "/metrics", "/livez", "/readyz", `/${tokens[1] ?? ""}`]) {
    const { body } = await client.ask(get(path));
    if (path.length < 20) listings.push(body);
  }
  await expect(manager.reload(await configOf(sets))).resolves.toEqual([]);
  await manager.close();
  await log.close();
  expect(failures.length).toBeGreaterThan(100);
  expect(written).toMatch("/set_data: stored");
  expect(written).toMatch("call_failed");
  const secrets = [...CANARIES, ...tokens, ...tokens.map((token) => token.slice(0, 24))];
  for (const text of [written, failures.join("\n"), listings.join("\n")]) {
    const lines = text.split("\n");
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  }
});

test("one call is one line of the log, whatever its key holds", async () => {
  const log = debugLog();
  const { manager, connect } = await aManager({ log });
  const client = await connect();
  const key = 'a\r\nFORGED {"level":"error"}\u2028\u001b[31m\u202e';
  await client.ask(post("/get_data", { namespace: "n\nn", key }));
  await manager.close();
  await log.close();
  const lines = written.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    "namespaces_plain",
    "call",
  ]);
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(lines.join("")).not.toMatch(/[\u0000-\u001f\u2028\u202e]/);
});
