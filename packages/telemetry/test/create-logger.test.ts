import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import fc from "fast-check";
import { Writable } from "node:stream";
import { chooseFormat, createLogger, redact, type LoggerOptions } from "../src/index.js";
import { MemoryLogger } from "../src/testing/index.js";
import { TextSink } from "./text-sink.js";

// Noon, on a day whose number has one digit, in whatever time zone the test runs.
const NOON_MS = new Date(2023, 10, 4, 12, 13, 20).getTime();

function aLogger(overrides: Partial<LoggerOptions> = {}) {
  const stream = new TextSink();
  const logger = createLogger({
    component: "opsview",
    level: "info",
    format: "console",
    stream,
    clock: new FakeClock({ wallMs: NOON_MS }),
    hostname: "cdb-cachemanager",
    app: "journal",
    ...overrides,
  });
  return { logger, stream };
}
const event = { level: "notice", event: "started", message: "Launching daemon." } as const;

describe("lines", () => {
  test("the console line has the documented form", async () => {
    const { logger, stream } = aLogger();
    logger.log(event);
    logger
      .child("worker")
      .log({ ...event, message: "Worker started", fields: { pid: 7, by: "a b" } });
    await logger.close();
    expect(stream.lines).toEqual([
      "Nov  4 12:13:20 cdb-cachemanager journal: opsview : [NOTICE] Launching daemon.",
      'Nov  4 12:13:20 cdb-cachemanager journal: opsview.worker : [NOTICE] Worker started pid=7 by="a b"',
    ]);
  });

  test.each([
    ["error", 3],
    ["warning", 4],
    ["notice", 5],
    ["info", 6],
    ["debug", 7],
  ] as const)("the journald line of level %s has priority %d", async (level, priority) => {
    const { logger, stream } = aLogger({ format: "journald", level: "debug" });
    logger.log({ ...event, level });
    await logger.close();
    expect(stream.text).toBe(`<${priority}>opsview : [${level.toUpperCase()}] Launching daemon.\n`);
  });

  test("the JSON line is one object with everything in it", async () => {
    const { logger, stream } = aLogger({ format: "json" });
    logger.log({ ...event, fields: { peer: "x\ny", count: 2, ok: true } });
    await logger.close();
    expect(stream.lines).toHaveLength(1);
    expect(JSON.parse(stream.text)).toEqual({
      time: new Date(NOON_MS).toISOString(),
      level: "notice",
      host: "cdb-cachemanager",
      app: "journal",
      component: "opsview",
      event: "started",
      message: "Launching daemon.",
      fields: { peer: "x\ny", count: 2, ok: true },
    });
  });

  test.each([
    [{ JOURNAL_STREAM: "8:12345" }, false, "journald"],
    [{ JOURNAL_STREAM: "8:12345" }, true, "console"],
    [{ JOURNAL_STREAM: "" }, false, "console"],
    [{}, false, "console"],
  ] as const)("with %j and terminal %s the format is %s", (env, isTty, expected) => {
    expect(chooseFormat(env, isTty)).toBe(expected);
  });
});

describe("levels", () => {
  test("what is below the level is not written, and a child follows its parent", async () => {
    const { logger, stream } = aLogger({ level: "warning" });
    const child = logger.child("peers");
    child.log(event);
    expect(child.isDebug).toBe(false);
    logger.setLevel("debug");
    expect(child.isDebug).toBe(true);
    child.log({ ...event, level: "debug" });
    await logger.close();
    expect(stream.lines).toEqual([expect.stringContaining("opsview.peers : [DEBUG]")]);
  });
});

describe("safety", () => {
  test.each(["console", "journald", "json"] as const)(
    "whatever is logged as %s, one event is one line without control characters",
    async (format) => {
      const { logger, stream } = aLogger({ format });
      const hostile = fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom(
          "a\r\nb",
          "\u001b[2J",
          "\u202eabc",
          "\u2028",
          "\u0085",
          "x".repeat(100_000),
        ),
      );
      let count = 0;
      fc.assert(
        fc.property(hostile, hostile, hostile, (message, name, value) => {
          logger.child(value).log({ ...event, message, fields: { [name]: value } });
          count++;
        }),
      );
      await logger.close();
      expect(stream.lines).toHaveLength(count);
      for (const line of stream.lines) {
        // eslint-disable-next-line no-control-regex -- the very characters that must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      }
    },
  );

  test("a message and a field of a megabyte make a line of some kilobytes", async () => {
    const { logger, stream } = aLogger();
    const long = "x".repeat(1_000_000);
    const fields = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`f${index}`, "y"]),
    );
    logger.log({ ...event, message: long, fields: { [long]: long, ...fields } });
    await logger.close();
    expect(stream.text.length).toBeLessThan(8192);
    expect(stream.text).toContain("f30=y");
    expect(stream.text).not.toContain("f31=y");
  });

  test.each([
    "password",
    "dbPassword",
    "secret",
    "client_secret",
    "token",
    "namespace-token",
    "lockToken",
    "Authorization",
    "api_key",
    "privateKey",
    "key",
    "key_material",
    "cookie",
    "credentials",
  ])("the value of a field named %s is not printed", (name) => {
    expect(redact({ [name]: "canary" })).toEqual({ [name]: "[redacted]" });
  });

  test.each(["peer", "count", "monkeys_seen", "reason", "keyspace", "bypass"])(
    "the value of a field named %s is printed",
    (name) => {
      expect(redact({ [name]: "shown" })).toEqual({ [name]: "shown" });
    },
  );

  test.each([
    "Authorization: Bearer canarycanary",
    "authorization=Basic Y2FuYXJ5OmNhbmFyeQ==canary",
    "connect to https://user:canary@host/x",
    "password=canary",
    '{"token": "canary"}',
    "-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\ncanary cut in the middle",
  ])("a secret inside a text is replaced: %j", async (message) => {
    const { logger, stream } = aLogger();
    logger.log({ ...event, message, fields: { detail: message } });
    await logger.close();
    expect(stream.text).not.toContain("canary");
    expect(stream.text).toContain("[redacted]");
  });
});

describe("outputs", () => {
  test("a stream that takes nothing costs lines, not memory", async () => {
    let dropped = 0;
    const stuck = new Writable({ write: () => undefined, highWaterMark: 1 });
    const { logger } = aLogger({
      stream: stuck,
      maxBufferedBytes: 1000,
      onDropped: () => dropped++,
    });
    for (let count = 0; count < 100; count++) logger.log(event);
    expect(stuck.writableLength).toBeLessThan(1200);
    expect(dropped).toBeGreaterThan(80);
    await logger.close();
  });

  test("a stream that fails does not fail the service, and later lines are counted as dropped", async () => {
    let dropped = 0;
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    const { logger } = aLogger({ stream: broken, onDropped: () => dropped++ });
    logger.log(event);
    await new Promise((resolve) => broken.once("close", resolve));
    logger.log(event);
    await logger.close();
    expect(dropped).toBe(1);
  });

  test("the stream is not ended, and after closing nothing is written", async () => {
    const { logger, stream } = aLogger();
    await logger.close();
    await logger.close();
    logger.log(event);
    expect(stream.text).toBe("");
    expect(stream.writable).toBe(true);
    expect(stream.listenerCount("error")).toBe(0);
  });

  test("two loggers on one stream do not see each other", async () => {
    const { logger, stream } = aLogger();
    const { logger: other } = aLogger({ stream, component: "other", level: "error" });
    await logger.close();
    other.log(event);
    other.setLevel("info");
    other.log(event);
    await other.close();
    expect(stream.lines).toHaveLength(1);
  });

  test("a logger without outputs is silent", async () => {
    const clock = new FakeClock();
    const logger = createLogger({ component: "quiet", level: "debug", format: "json", clock });
    logger.log(event);
    await logger.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("MemoryLogger", () => {
  test("keeps events of itself and its children in order", async () => {
    const logger = new MemoryLogger("cache");
    logger.log(event);
    logger.child("peers").log({ ...event, event: "peer_down" });
    logger.setLevel("info");
    await logger.close();
    expect(logger.names).toEqual(["started", "peer_down"]);
    expect(logger.events[1]).toMatchObject({ component: "cache.peers", level: "notice" });
    expect([logger.isDebug, logger.isClosed]).toEqual([false, true]);
  });
});
