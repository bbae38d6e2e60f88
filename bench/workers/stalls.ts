// Fills, overfills and expires an engine, a few operations a turn, and tells how long the event loop stood still.
// Argument: entries.
import { setImmediate as nextTurn } from "node:timers/promises";
import { keyOf } from "../load/fill.js";
import { chargedBytes, createEngine, jumpingClock, store } from "./engine.js";
import { watched, type Stall } from "./loop-watch.js";
import { tellResult } from "./worker-result.js";

const OPERATIONS_PER_TURN = 64;
const A_DAY_MS = 86_400_000;
const KEYS_PER_VALUE = 16;

function inTurns(from: number, to: number, operation: (number: number) => void): Promise<Stall> {
  return watched(async (lap) => {
    for (let number = from; number < to; number++) {
      operation(number);
      if (number % OPERATIONS_PER_TURN !== 0) continue;
      await nextTurn();
      lap();
    }
  });
}

async function main(): Promise<void> {
  const entries = Number(process.argv[2]);
  const { clock, jump } = jumpingClock();
  const maxCacheBytes = entries * (await chargedBytes(clock));
  const engine = await createEngine({ maxCacheBytes, purgeTime: "1s", clock });
  const makeValue = (number: number): void =>
    void Buffer.from(keyOf(number).repeat(KEYS_PER_VALUE), "latin1");
  const idle = await inTurns(0, entries, makeValue);
  const filling = await inTurns(0, entries, (number) => store(engine, number));
  const filled = engine.itemCount;
  const evicting = await inTurns(entries, 2 * entries, (number) => store(engine, number));
  const kept = engine.itemCount;
  const expiring = await watched(async (lap) => {
    jump(A_DAY_MS);
    while (engine.itemCount > 0) {
      await nextTurn();
      lap();
    }
  });
  engine.stop();
  tellResult({ idle, filling, evicting, expiring, filled, kept });
}

void main();
