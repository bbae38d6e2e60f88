import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { setTimeout as delay } from "node:timers/promises";
import { CleanUps } from "./support/clean-up.js";
import { startProgram, type Program } from "./support/program.js";
import { post, RawConnection } from "./support/raw-connection.js";
import { WireClient } from "./support/wire-client.mjs";

const LIMIT_MS = 60_000;
const SLOW_CLIENTS = 200;
const ONE_KIND = SLOW_CLIENTS / 2;
const RENEWALS_AFTER_CLOSE = 4;

const cleanUps = new CleanUps();
let program: Program;

beforeAll(async () => {
  program = await startProgram({
    settings: [
      "limits.headers_timeout=1s",
      "limits.body_timeout=1s",
      "limits.sweep_interval=100ms",
      "limits.keep_alive_timeout=2200ms",
      "min_lock_lease=1s",
      "max_lock_lease=2s",
    ],
  });
}, LIMIT_MS);

afterAll(() => program.kill());

function aClient(): WireClient {
  return cleanUps.owns(new WireClient({ port: program.port, namespace: "tests" }));
}

async function slowClients(count: number, start: string): Promise<RawConnection[]> {
  const opening = Array.from({ length: count }, () => RawConnection.open(program.port));
  const connections = await Promise.all(opening);
  for (const connection of connections) cleanUps.owns(connection).write(start);
  return connections;
}

/** A byte now and then, for as long as somebody listens; it fits into a header as well as into a string of the body. */
async function drip(connection: RawConnection): Promise<void> {
  connection.write("x");
  while (!connection.socket.destroyed) {
    await delay(100);
    connection.write("-");
  }
}

test(
  "a lock that is renewed outlives a connection which the server closed for being idle",
  async () => {
    const holder = aClient();
    const { lock_token } = await holder.getData("long", 30, { lock_token: true });
    const waiter = aClient().getData("long", 30);
    await program.traced("waiting", "long");
    const keeper = aClient();
    const renew = async (): Promise<unknown> => {
      await delay(300); // a fraction of the lease, as a heartbeat has it
      return keeper.call("renew_lock", "long", { lock_token });
    };
    const idle = { isOver: false };
    void holder.closed().then(() => (idle.isOver = true));

    while (!idle.isOver) expect(await renew()).toMatchObject({ renewed: true });
    // More than the grace that a holder gets whose own side closed.
    for (let i = 0; i < RENEWALS_AFTER_CLOSE; i++) {
      expect(await renew()).toMatchObject({ renewed: true });
    }

    const stored = await holder.setData("long", "[1]", 300, { lock_token });
    expect(stored).toEqual({ stored: true });
    expect(holder.connections).toBe(2);
    expect(await waiter).toMatchObject({ data: "[1]", lock: false });
  },
  LIMIT_MS,
);

test(
  "a fetch that takes longer than a connection may be idle is stored all the same, over a new one",
  async () => {
    const holder = aClient();
    expect(await holder.getData("idle", 30)).toMatchObject({ lock: true });
    await holder.closed();

    expect(await holder.setData("idle", "[1]")).toBe("ok");
    expect(await aClient().getData("idle")).toMatchObject({ data: "[1]" });
  },
  LIMIT_MS,
);

test(
  "two hundred clients that do not finish their requests are sent away, while others are served",
  async () => {
    const head = "POST /get_data HTTP/1.1\r\nHost: tests\r\n";
    const slow = [
      ...(await slowClients(ONE_KIND, head)),
      ...(await slowClients(ONE_KIND, `${head}Content-Length: 100\r\n\r\n{"namespace":`)),
    ];
    // Some keep sending: every further byte is too little, too late.
    const dripping = slow.filter((_one, i) => i % (ONE_KIND / 2) === 0).map(drip);
    const run = { isOver: false };
    const gone = Promise.all(slow.map(({ closed }) => closed)).then(() => (run.isOver = true));

    const client = aClient();
    let served = 0;
    for (; !run.isOver; served++) {
      await client.setData(`served-${served % 10}`, "[1]");
      expect(await client.getData(`served-${served % 10}`)).toMatchObject({ data: "[1]" });
      await delay(5);
    }

    await Promise.all([gone, ...dripping]);
    expect(served).toBeGreaterThan(0);
    const statuses = await Promise.all(slow.map(async (one) => (await one.reply())?.status));
    expect(new Set(statuses)).toEqual(new Set([408]));
  },
  LIMIT_MS,
);

test(
  "a holder whose set does not arrive in time loses its lock with its connection",
  async () => {
    const holder = cleanUps.owns(await RawConnection.open(program.port));
    const key = { namespace: "tests", key: "half-set" };
    holder.write(post("/get_data", { ...key, max_wait_time: 30 }));
    expect(JSON.parse(String((await holder.reply())?.body))).toMatchObject({ lock: true });
    const waiter = aClient().getData("half-set", 30);
    await program.traced("waiting", "half-set");

    holder.write(post("/set_data", { ...key, data: "[1]", ttl: 300 }).slice(0, -5));

    expect(await waiter).toMatchObject({ lock: true });
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    expect(metrics).toMatch(/^cache_lock_grants_total\{.*cause="refused".*\} 1$/m);
  },
  LIMIT_MS,
);
