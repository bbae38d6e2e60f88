import { setTimeout as sleep } from "node:timers/promises";
import { isNull, redisCommand } from "./redis-protocol.js";
import type { Stampede } from "./stampede.js";
import type { Wire } from "./wire.js";

const POLL_MS = 50;
const LOCK_MS = 30_000;
const TTL_MS = 300_000;

/** RESP 3, so that a subscribed connection may go on asking: the fewest round trips a waiter can have. */
export async function prepareRedis(wires: readonly Wire[]): Promise<void> {
  await Promise.all(wires.map((wire) => wire.ask(redisCommand("HELLO", 3))));
}

/**
 * SET NX decides who computes, the others look again every 50 ms. Their first look comes after a random part of that,
 * or the length of the computation would decide how long they sleep past its end.
 */
export async function redisPoll(wire: Wire, stampede: Stampede): Promise<void> {
  const get = redisCommand("GET", stampede.key);
  const role = await roleOf(wire, stampede, get);
  if (role === "winner") return fill(wire, stampede);
  if (role === "waiter") await poll(wire, stampede, get);
  stampede.wakes();
}

/** SET NX decides; the others subscribe, look once more, wait for the word that it is there, and fetch it. */
export async function redisPublishThenGet(wire: Wire, stampede: Stampede): Promise<void> {
  const get = redisCommand("GET", stampede.key);
  const role = await roleOf(wire, stampede, get);
  if (role === "winner") return fill(wire, stampede, "filled");
  if (role === "waiter" && (await messageCame(wire, stampede, get))) {
    await stampede.ask(wire, get);
  }
  stampede.wakes();
}

/** As above, but the message is the value. */
export async function redisPublish(wire: Wire, stampede: Stampede): Promise<void> {
  const get = redisCommand("GET", stampede.key);
  const role = await roleOf(wire, stampede, get);
  if (role === "winner") return fill(wire, stampede, stampede.value);
  if (role === "waiter") await messageCame(wire, stampede, get);
  stampede.wakes();
}

/** `late`: the value was there before this caller's first look, on a machine too busy to serve all of them in time. */
async function roleOf(
  wire: Wire,
  stampede: Stampede,
  get: Buffer,
): Promise<"winner" | "waiter" | "late"> {
  if (!isNull(await stampede.ask(wire, get))) return "late";
  const lock = redisCommand("SET", `${stampede.key}:lock`, "1", "NX", "PX", LOCK_MS);
  return isNull(await stampede.ask(wire, lock)) ? "waiter" : "winner";
}

async function poll(wire: Wire, stampede: Stampede, get: Buffer): Promise<void> {
  await sleep(Math.random() * POLL_MS);
  while (isNull(await stampede.ask(wire, get))) await sleep(POLL_MS);
}

/** Subscribes and waits for the message; false when the value came before the subscription stood. */
async function messageCame(wire: Wire, stampede: Stampede, get: Buffer): Promise<boolean> {
  const subscribed = wire.nextPush();
  stampede.requests++;
  wire.send(redisCommand("SUBSCRIBE", `${stampede.key}:filled`));
  await subscribed;
  const filled = wire.nextPush();
  if (!isNull(await stampede.ask(wire, get))) return false;
  await filled;
  return true;
}

/** Value, message and the end of the lock leave in one write. */
async function fill(wire: Wire, stampede: Stampede, message?: string): Promise<void> {
  await stampede.compute();
  const { key, value } = stampede;
  const commands = [
    redisCommand("SET", key, value, "PX", TTL_MS),
    ...(message === undefined ? [] : [redisCommand("PUBLISH", `${key}:filled`, message)]),
    redisCommand("DEL", `${key}:lock`),
  ];
  stampede.sends();
  await stampede.ask(wire, Buffer.concat(commands), commands.length);
}
