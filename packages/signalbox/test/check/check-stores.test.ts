import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { CountingCollector } from "./support/counting-collector.js";
import { runCheck, type CheckOutcome } from "./support/run-check.js";

const NOW_MS = 1_700_000_000_000;

let collector: CountingCollector;

beforeAll(async () => {
  collector = await new CountingCollector().start();
});
afterAll(() => collector.close());
beforeEach(() => {
  collector.asked.length = 0;
  collector.failure = undefined;
});

function check(...argv: string[]): Promise<CheckOutcome> {
  const env = { SIGNALBOX_COLLECTOR_URL: collector.url };
  return runCheck(argv, env, new FakeClock({ wallMs: NOW_MS }));
}

describe("stores", () => {
  const failed = { outcome: "failed", problems: ["connection refused"], took_ms: 5 };
  const good = { outcome: "ok", problems: [], took_ms: 12 };

  test.each([
    [{ id: "a", failures: 0, circuit: "closed", last_poll: good }, 0, "OK - a answers | a=0;0;2"],
    [
      { id: "a", failures: 1, circuit: "closed", last_poll: failed },
      1,
      "WARNING - a failed 1 times in a row (connection refused) | a=1;0;2",
    ],
    [
      { id: "a", failures: 3, circuit: "open", last_crawl: failed },
      2,
      "CRITICAL - a failed 3 times in a row (connection refused) | a=3;0;2",
    ],
    [{ id: "a", failures: 0, circuit: "closed" }, 3, "UNKNOWN - a was not read yet"],
  ])("store-responsive of %j", async (store, code, line) => {
    collector.stores = [store, { id: "other" }];
    const outcome = await check("store-responsive", "--store", "a");
    expect(outcome).toEqual({ code, out: `DATASTORE ${line}\n` });
    expect(collector.asked).toEqual(["/stores"]);
  });

  test("store-lag of all", async () => {
    collector.stores = [
      { id: "a", failures: 0, lag_ms: 2_000_000 },
      { id: "b", failures: 0, lag_ms: 0 },
      { id: "c", failures: 0 },
    ];
    expect(await check("store-lag", "--missing", "unknown")).toEqual({
      code: 3,
      out: "DATASTORE UNKNOWN - 2 of 3 stores are not OK: c has no points, a is 2000 s behind | a=2000s;600;1800 b=0s;600;1800\n",
    });
  });

  test("one that is not read is UNKNOWN", async () => {
    collector.stores = [];
    expect(await check("store-lag", "--store", "x")).toEqual({
      code: 3,
      out: "DATASTORE UNKNOWN - store-lag: the collector reads no store x\n",
    });
  });
});

describe("what goes wrong is one line and UNKNOWN", () => {
  test.each([
    [["shared-node-cpu"], "shared-node-cpu: --aggregate is missing"],
    [["metric", "--type", "node", "--event", ""], "metric: --event is empty"],
    [["store-lag", "-w", "1:2:3"], "Invalid metric threshold: '1:2:3' has more than one colon."],
    [
      ["store-lag", "--missing", "ok"],
      "store-lag: --missing: ok is none of minus-one, unknown, critical, warning",
    ],
    [
      ["store-lag", "--collector", "ftp://x"],
      "store-lag: --collector: not an http:// or https:// URL: ftp://x",
    ],
    [["nothing"], "there is no check nothing; known: shared-node-cpu,"],
    [[], "no check is named; known: shared-node-cpu,"],
  ])("%j", async (argv, message) => {
    const { code, out } = await check(...argv);
    expect(code).toBe(3);
    expect(out.split("\n")).toHaveLength(2);
    expect(out).toContain(`DATASTORE UNKNOWN - ${message}`);
    expect(collector.asked).toEqual([]);
  });

  test.each([
    [
      500,
      '{"error":{"code":"internal","message":"internal | error"}}',
      "answered 500: internal / error",
    ],
    [200, "<html>", "answered with something that is not JSON"],
  ])("a collector that answers %d", async (status, body, message) => {
    collector.failure = { status, body };
    const { code, out } = await check("store-lag");
    expect(code).toBe(3);
    expect(out).toBe(`DATASTORE UNKNOWN - collector ${collector.url} ${message}\n`);
  });

  test("a collector that is not there", async () => {
    const outcome = await check("store-lag", "--collector", "http://127.0.0.1:9");
    expect(outcome).toEqual({
      code: 3,
      out: "DATASTORE UNKNOWN - collector http://127.0.0.1:9: connection refused\n",
    });
  });
});

test("that the collector was asked directly is said with -v only", async () => {
  collector.stores = [{ id: "a", failures: 0, lag_ms: 0 }];
  const { out } = await check("store-lag", "-v");
  expect(out.split("\n")).toEqual([
    "DATASTORE OK - a is 0 s behind | a=0s;600;1800",
    "asked directly: Cache manager host is required",
    "",
  ]);
});

test("--help is for people, and no state", async () => {
  const { code, out } = await check("metric", "--help");
  expect(code).toBe(3);
  expect(out).toContain("Usage: signalbox check datastore metric");
});
