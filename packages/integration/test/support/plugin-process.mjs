// A check plugin as a process of its own. Its order comes as JSON in the first argument; what happens to it leaves as
// one line each: `connected`, `asked`, `lock`, `value <data>`, `empty`, `set <reply>`, `failed <message>`.
import { appendFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { WireClient } from "./wire-client.mjs";

const order = JSON.parse(process.argv[2] ?? "{}");
const client = new WireClient({ port: order.port, namespace: order.namespace });

const say = (line) => process.stdout.write(`${line}\n`);
const input = createInterface({ input: process.stdin });
/** Lines of orders; the end of stdin means that whoever started us is gone. */
const lines = input[Symbol.asyncIterator]();
input.on("close", () => process.exit());

async function told(word) {
  for (;;) {
    const { value, done } = await lines.next();
    if (done || value === word) return;
  }
}

/** The expensive call: leaves a mark in the log, takes its time or waits to be told, and returns what it found. */
async function fetchData() {
  if (order.fetchLog) appendFileSync(order.fetchLog, `${process.pid}\n`);
  if (order.fetchMs) await delay(order.fetchMs);
  if (order.fillWhenTold) await told("fill");
  return JSON.stringify({ from: process.pid, text: 'é 😀 "quoted" \\ /' });
}

async function main() {
  await client.connect();
  say("connected");
  if (order.askWhenTold) await told("ask");
  say("asked");
  const wantsToken = order.withToken ? { lock_token: true } : {};
  const reply = await client.getData(order.key, order.maxWaitTime ?? 30, wantsToken);
  const { data, lock } = reply;
  if (!lock) {
    say(data === null ? "empty" : `value ${JSON.stringify(data)}`);
    return;
  }
  say("lock");
  const filled = await fetchData();
  const token = order.withToken ? { lock_token: reply.lock_token } : {};
  const answer = await client.setData(order.key, filled, order.ttl ?? 300, token);
  say(`set ${JSON.stringify(answer)}`);
}

await main().catch((error) => say(`failed ${error.message}`));
client.destroy();
process.exit();
