import { describe, expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import {
  anIngest,
  API_KEY,
  asSent,
  send,
  serveIngest,
  serveRest,
  type Ingest,
} from "./ingest-fixture.js";
import { httpAgent, v1Agent, v2Agent, type RetryingAgent } from "./retrying-agent.js";
import { SEED_WALL_MS } from "./seed-samples.js";

cleanUpAfterEach();

const FLUSH_MS = 5_000;
const SENT_PER_SECOND = 1_000;

/** One gathering of an agent, `seconds` after the start, as a line or as JSON. */
const asLines = (host: string, seconds: number): string[] => {
  const time = `${BigInt(SEED_WALL_MS / 1_000 + seconds)}000000000`;
  return [
    `net,host=${host},interface=eth0 bytes_sent=${SENT_PER_SECOND * seconds}i ${time}`,
    `system,host=${host} load1=${seconds}.5,n_cpus=2i ${time}`,
  ];
};
const asJson = (host: string, seconds: number): string[] => {
  const timestamp = SEED_WALL_MS / 1_000 + seconds;
  const bytes = { bytes_sent: SENT_PER_SECOND * seconds };
  return [
    { fields: bytes, name: "net", tags: { host, interface: "eth0" }, timestamp },
    { fields: { load1: seconds + 0.5, n_cpus: 2 }, name: "system", tags: { host }, timestamp },
  ].map((metric) => JSON.stringify(metric));
};

interface Kind {
  readonly connect: (ingest: Ingest) => Promise<RetryingAgent>;
  readonly gathered: (host: string, seconds: number) => string[];
  /** A metric the receiver cannot use. */
  readonly bad: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  "outputs.influxdb": {
    connect: async (ingest) => v1Agent(await serveIngest(ingest)),
    gathered: asLines,
    bad: "net,interface=eth0 bytes_sent=1i",
  },
  "outputs.influxdb_v2": {
    connect: async (ingest) => v2Agent(await serveIngest(ingest)),
    gathered: asLines,
    bad: "net,interface=eth0 bytes_sent=1i",
  },
  "outputs.http": {
    connect: async (ingest) =>
      httpAgent(`${await serveRest(ingest)}/v2/timestamped_selection_input`, {
        "X-API-Key": API_KEY,
      }),
    gathered: asJson,
    bad: '{"fields":{"x":[1]},"name":"net","tags":"none","timestamp":"now"}',
  },
};

describe.each(Object.entries(KINDS))("an agent with %s", (_name, { connect, gathered, bad }) => {
  /** Gathers and flushes once, then lets the time to the next flush pass. */
  const flush = async (ingest: Ingest, agent: RetryingAgent): Promise<void> => {
    agent.gather(...gathered("cache-1", ingest.clock.monotonicMs() / 1_000));
    await agent.flush();
    ingest.clock.advance(FLUSH_MS);
    ingest.receiver.sweep();
    ingest.input.sweep();
  };
  const now = (ingest: Ingest): unknown => asSent(ingest.input.at(["cache-1"]) ?? null);
  const fresh = (seconds: number) => ({
    hardware_metrics: { cpu_load1: seconds + 0.5, n_cpus: 2 },
    per_interface_metrics: { eth0: { bytes_sent_rate: SENT_PER_SECOND } },
    timestamp: SEED_WALL_MS / 1_000 + seconds,
  });

  test("is not held up by a bad record among good ones", async () => {
    const ingest = anIngest();
    const agent = await connect(ingest);
    agent.gather(bad);
    await flush(ingest, agent);
    agent.gather(bad, bad);
    await flush(ingest, agent);
    expect(agent.waiting).toBe(0);
    expect(now(ingest)).toMatchObject(fresh(5));
    expect(ingest.counts.lines.bad).toBe(3);
  });

  test("is fresh within two flushes of an outage of ten minutes, and nothing stale is seen", async () => {
    const ingest = anIngest();
    const agent = await connect(ingest);
    await flush(ingest, agent);
    await flush(ingest, agent);
    agent.isConnected = false;
    for (let missed = 0; missed < 120; missed++) await flush(ingest, agent);
    expect(now(ingest)).toBeNull();
    const answered = agent.statuses.length;
    agent.isConnected = true;
    await flush(ingest, agent);
    await flush(ingest, agent);
    expect(agent.waiting).toBe(0);
    expect(agent.statuses.slice(answered).filter((status) => status >= 300)).toEqual([]);
    expect(now(ingest)).toMatchObject(fresh(615));
    expect(ingest.counts.lines.stale).toBeGreaterThan(150);
    expect(ingest.events.map(({ event }) => event)).toEqual(["ingest_clock_difference"]);
  });

  test("waits while the router drains, and loses nothing", async () => {
    const ingest = anIngest();
    const agent = await connect(ingest);
    ingest.state.ready = false;
    await flush(ingest, agent);
    await flush(ingest, agent);
    expect(agent.waiting).toBe(4);
    ingest.state.ready = true;
    await flush(ingest, agent);
    expect(agent.waiting).toBe(0);
    expect(now(ingest)).toMatchObject(fresh(10));
  });

  test("has its rates again two flushes after the router was started anew", async () => {
    const before = anIngest();
    const agent = await connect(before);
    await flush(before, agent);
    await flush(before, agent);
    const ingest = anIngest({}, { clock: before.clock });
    const again = await connect(ingest);
    await flush(ingest, again);
    expect(
      ingest.input.at(["cache-1", "per_interface_metrics", "eth0", "bytes_sent_rate"]),
    ).toBeUndefined();
    await flush(ingest, again);
    expect(now(ingest)).toMatchObject(fresh(15));
  });

  test("may send through two ways at once, in any order, and counts once", async () => {
    const ingest = anIngest();
    const ways = [await connect(ingest), await connect(ingest)] as const;
    for (let flushes = 0; flushes < 6; flushes++) {
      const seconds = ingest.clock.monotonicMs() / 1_000;
      const [one, other] = flushes % 2 === 0 ? ways : [ways[1], ways[0]];
      for (const way of ways) way.gather(...gathered("cache-1", seconds));
      await one.flush();
      // In turn one of them lags a whole flush behind.
      if (flushes % 3 !== 0) await other.flush();
      ingest.clock.advance(FLUSH_MS);
    }
    expect(now(ingest)).toMatchObject(fresh(25));
    const [host] = ingest.receiver.store.hosts();
    expect(host).toMatchObject({ host: "cache-1", samples: 12 });
  });
});

test("two aggregators that post the same nested hosts, one late, leave the newest", async () => {
  const ingest = anIngest();
  const url = `${await serveRest(ingest)}/v2/timestamped_selection_input`;
  const headers = { "X-API-Key": API_KEY };
  const nested = (seconds: number, load: number): string =>
    JSON.stringify({ "cache-1": { hardware_metrics: { cpu_load1: load }, timestamp: seconds } });
  const newest = SEED_WALL_MS / 1_000;
  await send(url, { headers, body: nested(newest - 5, 1) });
  await send(url, { headers, body: nested(newest, 2) });
  const late = await send(url, { headers, body: nested(newest - 5, 1) });
  await send(url, { headers, body: nested(newest, 2) });
  expect(late.status).toBe(200);
  expect(ingest.input.at(["cache-1", "hardware_metrics", "cpu_load1"])).toBe(2);
  expect(ingest.counts.lines).toMatchObject({ ok: 3, stale: 1 });
});
