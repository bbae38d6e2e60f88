import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { atEnd, closeAfterEach } from "./support/a-manager.js";
import { get, post, RawClient } from "./support/raw-client.js";

closeAfterEach();

const MB = 1024 * 1024;
const MAX_CACHE_BYTES = 64 * MB;
/** Requests under way, and what the garbage collector has not yet taken of those before: V8 lets 64 MB of buffers pile up. */
const UNDER_WAY_BYTES = 100 * MB;
const OFFERED_BYTES = 10 * MAX_CACHE_BYTES;
const CONNECTIONS = 4;
/** From 10 bytes to 1 MB, as many of each order of magnitude. */
const SIZES = [10, 100, 1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 750_000, MB];

test("ten times more data than fits, from 10 B to 1 MB each, makes the process grow no further than its bound", async () => {
  const port = await startService();
  // Counted from the start: the compiler that runs the sources in this test is no part of the product.
  const startBytes = (await statusOf(await connect(port))).rss;
  let peakBytes = 0;
  let offeredBytes = 0;
  let count = 0;
  const fill = async (client: RawClient): Promise<void> => {
    while (offeredBytes < OFFERED_BYTES) {
      const size = SIZES[count % SIZES.length] ?? 0;
      offeredBytes += size;
      const body = `{"namespace":"n","key":"${count++}","ttl":900,"data":"${"x".repeat(size)}"}`;
      expect((await client.ask(post("/set_data", body))).body).toBe('"ok"');
      if (count % 100 === 0) peakBytes = Math.max(peakBytes, (await statusOf(client)).rss);
    }
  };
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(port)));
  await Promise.all(clients.map(fill));
  const status = await statusOf(await connect(port));
  expect(status.cache_size).toBeLessThanOrEqual(MAX_CACHE_BYTES);
  // It is used, not merely kept.
  expect(status.cache_size).toBeGreaterThan(0.9 * MAX_CACHE_BYTES);
  expect(status.evictions).toBeGreaterThan(1_000);
  peakBytes = Math.max(peakBytes, status.rss);
  expect(peakBytes - startBytes).toBeLessThan(1.25 * MAX_CACHE_BYTES + UNDER_WAY_BYTES);
});

/** The program in a process of its own; returns the port it serves on. */
async function startService(): Promise<number> {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const settings = ["max_cache_size=64MB", "http_server.port=0"].flatMap((set) => ["--set", set]);
  const child: ChildProcess & { stdout: NodeJS.ReadableStream } = spawn(
    process.execPath,
    ["--conditions=source", "--import", "tsx", main, ...settings],
    { stdio: ["ignore", "pipe", "ignore"], env: { PATH: process.env.PATH } },
  );
  atEnd(() => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    return ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^ready cache-manager (\S+)/.exec(line)?.[1];
    if (url !== undefined) return Number(new URL(url).port);
  }
  throw new Error("the service ended before it was ready");
}

async function connect(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port);
  atEnd(() => client.socket.destroy());
  return client;
}

async function statusOf(
  client: RawClient,
): Promise<{ rss: number; cache_size: number; evictions: number }> {
  const { body } = await client.ask(get("/status"));
  return JSON.parse(body) as { rss: number; cache_size: number; evictions: number };
}
