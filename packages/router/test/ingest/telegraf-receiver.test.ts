import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { InputStore } from "@signalbox/selection-input";
import type { Reply } from "@signalbox/telegraf-ingest";
import type { LogEvent } from "@signalbox/telemetry";
import { IngestCounts } from "../../src/ingest/ingest-counts.js";
import type { IngestProtocol } from "../../src/ingest/ingest-request.js";
import {
  TelegrafReceiver,
  type TelegrafReceiverOptions,
} from "../../src/ingest/telegraf-receiver.js";
import { asSent } from "./ingest-fixture.js";
import { SEED_HOSTS, SEED_LINES, SEED_WALL_MS } from "./seed-samples.js";

/** Turns of the event loop are counted here: nothing happens until the clock is told. */
function aReceiver(options: Partial<TelegrafReceiverOptions> = {}) {
  const clock = new FakeClock({ wallMs: SEED_WALL_MS });
  const events: LogEvent[] = [];
  const input = new InputStore({ clock });
  const counts = new IngestCounts();
  const receiver = new TelegrafReceiver({
    clock,
    log: { log: (event) => void events.push(event) },
    input,
    counts,
    isAccepting: () => true,
    ...options,
  });
  const post = (body: string, protocol: IngestProtocol = "json", isWanted = true) => {
    const replies: Reply[] = [];
    const request = { protocol, query: "", body: Buffer.from(body), peer: "192.0.2.1" };
    receiver.receive({ ...request, isWanted: () => isWanted }, (reply) => void replies.push(reply));
    return replies;
  };
  return { clock, events, input, counts, receiver, post };
}

const line = (host: number): string => `mem,host=h${host} used=${host}i 1709296800000000000\n`;
const lines = (count: number): string =>
  Array.from({ length: count }, (_, at) => line(at)).join("");
const hostsJson = (count: number): string =>
  JSON.stringify(
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`h${at}`, { a: at }])),
  );

/** Lets turn after turn pass until there is an answer; returns how many it took. */
function turnsUntil(clock: FakeClock, replies: readonly Reply[]): number {
  let turns = 0;
  while (replies.length === 0 && clock.pendingTimers > 0) {
    clock.advance(0);
    turns++;
  }
  return turns;
}

/** A fake clock runs all that falls due now in one go, so turns are put a moment apart. */
function aTurningClock(): FakeClock {
  const clock = new FakeClock({ wallMs: SEED_WALL_MS });
  clock.soon = (fn) => clock.after(1, fn);
  const advance = clock.advance.bind(clock);
  clock.advance = (ms) => advance(ms === 0 ? 1 : ms);
  return clock;
}

describe("a small body", () => {
  test.each([
    ["v1", line(1)],
    ["v2", line(1)],
    ["json", '{"h1":{"a":1}}'],
  ] as const)("of %s is answered before anything else happens", (protocol, body) => {
    const { post, input } = aReceiver();
    expect(post(body, protocol)).toMatchObject([{ status: 204 }]);
    expect(input.at(["h1"])).toBeDefined();
  });
});

describe("a large body", () => {
  const limits = {
    sliceBytes: 250,
    maxBytesAtOnce: 1_000,
    maxRecordBytes: 2_000,
    maxRoots: 100,
    maxWaitingBytes: 100_000,
  };

  test.each([
    ["v1", lines(500)],
    ["v2", lines(500)],
    ["json", lines(500)],
    ["json", hostsJson(1_000)],
  ] as const)("of %s is read in slices with turns between them", (protocol, body) => {
    const clock = aTurningClock();
    const input = new InputStore({ clock });
    const { post } = aReceiver({ clock, input, limits });
    const replies = post(body, protocol);
    expect(replies).toEqual([]);
    const turns = turnsUntil(clock, replies);
    expect(turns).toBeGreaterThanOrEqual(Math.floor(body.length / limits.sliceBytes / 16));
    expect(replies).toMatchObject([{ status: 204 }]);
    expect([...input.keys()]).toHaveLength(protocol === "json" && body[0] === "{" ? 1_000 : 500);
  });

  test("gives the same as a small one, wherever it is cut", () => {
    for (let sliceBytes = 1; sliceBytes < SEED_LINES.length; sliceBytes += 61) {
      const { clock, post, input } = aReceiver({
        limits: { ...limits, sliceBytes, maxBytesAtOnce: 1 },
      });
      const replies = post(SEED_LINES, "v1");
      turnsUntil(clock, replies);
      expect(asSent(input.at([]))).toEqual(SEED_HOSTS);
    }
  });

  test("waits for the one before it, while small ones pass", () => {
    const clock = aTurningClock();
    const { post } = aReceiver({ clock, limits });
    const first = post(lines(100), "v1");
    const second = post(lines(100), "v1");
    expect(post(line(1), "v1")).toHaveLength(1);
    turnsUntil(clock, first);
    expect(second).toHaveLength(0);
    turnsUntil(clock, second);
    expect(second).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test("is told to come back when too much waits, and the log says so once", () => {
    const { clock, post, events } = aReceiver({ limits: { ...limits, maxWaitingBytes: 10_000 } });
    const first = post(lines(500), "v1");
    for (const protocol of ["v1", "v2", "json"] as const) {
      const [reply] = post(lines(100), protocol);
      expect(reply).toMatchObject({ status: 503, headers: { "Retry-After": "5" } });
    }
    expect(events.map(({ event }) => event)).toEqual(["ingest_overloaded"]);
    turnsUntil(clock, first);
    const second = post(lines(100), "v1");
    turnsUntil(clock, second);
    expect([first, second]).toMatchObject([[{ status: 204 }], [{ status: 204 }]]);
  });

  test("whose sender has left is not read", () => {
    const { clock, post, input } = aReceiver({ limits });
    const left = post(lines(100), "v1", false);
    const stayed = post(hostsJson(200));
    turnsUntil(clock, stayed);
    expect(left).toEqual([]);
    expect(input.at(["h1"])).toEqual({ a: 1 });
  });

  test("that turns out to be broken leaves what came before it", () => {
    const { clock, post, input } = aReceiver({ limits });
    const replies = post(hostsJson(500).slice(0, -1) + "x");
    turnsUntil(clock, replies);
    expect(replies).toMatchObject([{ status: 400 }]);
    expect(input.at(["h1"])).toBeDefined();
  });

  test("with a record that is too long loses that record only", () => {
    const { clock, post, counts } = aReceiver({ limits });
    const replies = post(`{"h1":{"a":1},"h2":{"a":"${"x".repeat(5_000)}"},"h3":{"a":1}}`);
    turnsUntil(clock, replies);
    expect(replies).toMatchObject([{ status: 200 }]);
    expect(counts.lines).toMatchObject({ ok: 2, bad: 1 });
  });

  test("of very many values one after the other is read up to the bound", () => {
    const { clock, post, counts } = aReceiver({ limits });
    const replies = post(Array.from({ length: 300 }, (_, at) => `{"h${at}":{"a":1}}`).join("\n"));
    turnsUntil(clock, replies);
    expect(replies).toMatchObject([{ status: 200 }]);
    expect(counts.lines).toMatchObject({ ok: 100, bad: 1 });
  });

  test("that is not done when the service closes is told to come back", () => {
    const { clock, post, receiver } = aReceiver({ limits });
    const replies = post(lines(100), "v2");
    receiver.close();
    expect(replies).toMatchObject([{ status: 503, headers: { "Retry-After": "2" } }]);
    expect(clock.pendingTimers).toBe(0);
  });
});

test("a fault of our own is 500, and the next body is read all the same", () => {
  const put = () => {
    throw new Error("broken");
  };
  const clock = new FakeClock({ wallMs: SEED_WALL_MS });
  const timestamped = Object.assign(new InputStore({ clock }).timestamped, { put });
  const { post, events, counts } = aReceiver({ input: { timestamped } });
  expect(post(line(1), "v1")).toMatchObject([{ status: 500 }]);
  expect(post('{"h":{"a":1}}', "rest")).toMatchObject([{ status: 500, body: '"internal error"' }]);
  expect(post("# nothing\n", "v1")).toMatchObject([{ status: 204 }]);
  expect(events.map(({ event }) => event)).toEqual(["ingest_failed"]);
  expect(counts.requests).toContainEqual({ protocol: "v1", code: 500, count: 1 });
});

describe("the log", () => {
  const sample = (host: string, seconds: number): string =>
    `mem,host=${host} used=1i ${seconds}000000000`;

  test("names a host whose clock differs, once a minute", () => {
    const { clock, events, post } = aReceiver();
    for (let flush = 0; flush < 12; flush++) {
      post(`${sample("ahead", 1_709_297_400)}\n${sample("behind", 1_709_296_200)}\n`, "v1");
      clock.advance(5_000);
    }
    expect(events.map(({ fields }) => fields)).toEqual([
      { host: "ahead", kind: "future", seconds: 600, unsaid: 0 },
      { host: "behind", kind: "stale", seconds: 600, unsaid: 0 },
    ]);
    post(sample("ahead", 1_709_297_400), "v1");
    expect(events).toHaveLength(3);
  });

  test("names a host the selection input refuses, once a minute", () => {
    const { clock, events, post } = aReceiver();
    const body = JSON.stringify({ h: { a: 1, timestamp: 1_709_300_000 } });
    for (let flush = 0; flush < 12; flush++) {
      post(body);
      clock.advance(5_000);
    }
    expect(events).toMatchObject([{ event: "ingest_host_refused", fields: { host: "h" } }]);
    post(body);
    expect(events[1]).toMatchObject({ fields: { unsaid: 11 } });
  });

  test("names a sender of nonsense, once a minute", () => {
    const { events, post } = aReceiver();
    for (let flush = 0; flush < 5; flush++) post("mem used=\n", "v1");
    expect(events).toMatchObject([
      { event: "ingest_unreadable", fields: { peer: "192.0.2.1", protocol: "v1" } },
    ]);
  });

  test("is not drowned by a flood of hosts, and holds no line feed of theirs", () => {
    const { clock, events, post } = aReceiver();
    for (let at = 0; at < 3_000; at++)
      post(JSON.stringify({ [`h\n${at}`]: { timestamp: "x", a: 1 } }));
    expect(events.length).toBeLessThanOrEqual(200);
    expect(JSON.stringify(events)).not.toContain("\\n");
    clock.advance(60_000);
    post(JSON.stringify({ new: { timestamp: "x" } }));
    expect(events.at(-1)).toMatchObject({ fields: { host: "new" } });
  });
});

test("memory for refused peers is bounded, and the one refused longest ago goes first", () => {
  const counts = new IngestCounts({ maxRefusedPeers: 2 });
  for (const peer of ["a", "b", "a", "c"]) counts.countAuthFailure(peer, SEED_WALL_MS);
  expect(counts.refusedPeers.map(({ peer, refusals }) => [peer, refusals])).toEqual([
    ["c", 1],
    ["a", 2],
  ]);
  expect(counts.authFailures).toBe(4);
});
