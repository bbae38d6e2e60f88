import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "./support/child.js";
import { CleanUps } from "./support/clean-up.js";
import { startDroppingServer } from "./support/dropping-server.js";
import { outcomeOf, startPlugin } from "./support/plugin.js";
import { startProgram, type Program } from "./support/program.js";
import { pythonJson } from "./support/python-json.mjs";
import { scratchDirectory } from "./support/scratch-directory.js";
import { requestBytes, WireClient } from "./support/wire-client.mjs";

const RACERS = 50;
const START_LIMIT_MS = 60_000;
const RACE_LIMIT_MS = 90_000;

const cleanUps = new CleanUps();

describe("the stand-in for the original client", () => {
  test("sends a get byte for byte as the original does", () => {
    const body = pythonJson({ namespace: "ns", key: "k", max_wait_time: 30 });

    const bytes = requestBytes({
      method: "POST",
      path: "get_data",
      host: "127.0.0.1",
      port: 8182,
      body,
    });

    expect(bytes).toBe(
      "POST /get_data HTTP/1.1\r\nuser-agent: python/gevent-http-client-1.4.4\r\nreferer: 127.0.0.1\r\n" +
        "content-type: application/json\r\nhost: 127.0.0.1:8182\r\ncontent-length: 52\r\n\r\n" +
        '{"namespace": "ns", "key": "k", "max_wait_time": 30}',
    );
  });

  test("escapes as the original does: all that is not printable ASCII, astral characters in two", () => {
    const text = pythonJson({ data: '{"z": "\\u00e9 é 😀 /\x7f\n"}', ttl: 0.5 });

    expect(text).toBe(
      String.raw`{"data": "{\"z\": \"\\u00e9 \u00e9 \ud83d\ude00 /\u007f\n\"}", "ttl": 0.5}`,
    );
  });

  test("sends a request again, on a new connection, when the old one ends before a reply", async () => {
    const server = cleanUps.owns(await startDroppingServer(2));
    const client = cleanUps.owns(new WireClient({ port: server.port, namespace: "ns" }));

    expect(await client.getData("k")).toEqual({ data: null, lock: true });
    expect(client).toMatchObject({ sends: 3, connections: 3 });
    expect(new Set(server.received).size).toBe(1);
  });

  test("gives up after the third time", async () => {
    const server = cleanUps.owns(await startDroppingServer(3));
    const client = cleanUps.owns(new WireClient({ port: server.port, namespace: "ns" }));

    await expect(client.getData("k")).rejects.toThrow("connection closed.");
    expect(client.sends).toBe(3);
  });
});

describe("the original client's way of speaking, against the server", () => {
  let program: Program;

  beforeAll(async () => {
    program = await startProgram();
  }, START_LIMIT_MS);

  afterAll(() => program.kill());

  const aClient = (): WireClient =>
    cleanUps.owns(new WireClient({ port: program.port, namespace: "tests" }));

  const aPlugin = (order: object): Child =>
    cleanUps.owns(startPlugin({ port: program.port, key: "unnamed", ...order }));

  test("get, fetch and set go over one connection; a second process gets the very data", async () => {
    const filler = aPlugin({ key: "shared" });
    expect(await filler.stdout.startingWith("set")).toBe('set "ok"');
    const filled = await filler.exited;

    const reader = aPlugin({ key: "shared" });
    const line = await reader.stdout.startingWith("value");

    expect(filled).toEqual({ code: 0, signal: null });
    // The data is JSON text inside a JSON string; what the plugin sees is that text, unchanged.
    const data: unknown = JSON.parse(line.slice("value ".length));
    expect(JSON.parse(String(data))).toEqual({ from: filler.pid, text: 'é 😀 "quoted" \\ /' });
  });

  test("one client keeps its connection over get, set, status and errors", async () => {
    const client = aClient();

    await client.getData("kept");
    await client.setData("kept", "[]", 300);
    await expect(client.setData("kept", "[]", 0)).rejects.toMatchObject({ status: 400 });
    await client.status();
    await client.getData("kept");

    expect(client).toMatchObject({ sends: 5, connections: 1 });
  });

  test("an error reaches the plugin's output as one line that is no performance data", async () => {
    const failure = aClient().setData("wrong", "[]", -5);

    await expect(failure).rejects.toThrow(/^400: Bad Request - bytearray\(b'\{[^|\r\n]+\}'\)$/);
  });

  test("a request in Python's spelling and one in plain UTF-8 store the same data", async () => {
    const client = aClient();
    const data = 'é 😀 "x"';
    await client.setData("escaped", data);
    await fetch(`${program.url}/set_data`, {
      method: "POST",
      body: JSON.stringify({ namespace: "tests", key: "raw", data, ttl: 300 }),
    });

    const [escaped, raw] = [await client.getData("escaped"), await client.getData("raw")];

    expect(escaped.data).toBe(data);
    expect(raw.data).toBe(data);
  });

  test(
    "fifty processes that ask at the same moment cause exactly one fetch",
    async () => {
      const fetchLog = join(await scratchDirectory(cleanUps), "fetches");
      const order = { key: "race", askWhenTold: true, fetchMs: 100, fetchLog };
      const racers = Array.from({ length: RACERS }, () => aPlugin(order));
      await Promise.all(racers.map((racer) => racer.stdout.startingWith("connected")));

      for (const racer of racers) racer.tell("ask");

      const outcomes = await Promise.all(racers.map(outcomeOf));
      expect(outcomes.filter((outcome) => outcome === "lock")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "value")).toHaveLength(RACERS - 1);
      expect((await readFile(fetchLog, "utf8")).trim().split("\n")).toHaveLength(1);
    },
    RACE_LIMIT_MS,
  );
});
