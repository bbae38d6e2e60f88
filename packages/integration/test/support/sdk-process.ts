// A plugin written with our SDK, as a process of its own. Its order comes as JSON in the first argument; it finds the
// cache manager by its environment. It prints `fetching` when it has the lock, and `value <json>` or `failed <message>`.
import { appendFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { CacheManagerUtils, type FetchOptions } from "@signalbox/plugin-sdk";

export interface SdkOrder {
  readonly options: FetchOptions;
  readonly fetchMs: number;
  readonly fetchLog: string;
}

// Written by the test beside this file.
const order = JSON.parse(process.argv[2] ?? "") as SdkOrder;

async function fetchData(): Promise<unknown> {
  appendFileSync(order.fetchLog, `${process.pid}\n`);
  process.stdout.write("fetching\n");
  await delay(order.fetchMs);
  return { from: "sdk", text: "é 😀" };
}

try {
  const value = await CacheManagerUtils.fetch(order.options, fetchData);
  process.stdout.write(`value ${JSON.stringify(value)}\n`);
} catch (error) {
  process.stdout.write(`failed ${error instanceof Error ? error.message : "?"}\n`);
}
CacheManagerUtils.close();
