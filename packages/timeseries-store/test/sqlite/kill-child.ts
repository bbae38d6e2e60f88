// Writes until it is killed, and says what was acknowledged. Run by kill.test.ts.
import { once } from "node:events";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore, type SeriesKey } from "@signalbox/timeseries-store";

const [, , file = "", round = "0"] = process.argv;
const POINTS = 10;
const WRITERS = 4;
const PER_ROUND = 1_000_000;

const key = (objectId: string): SeriesKey => ({
  source: "",
  objectType: "node",
  event: "cpu_util",
  objectId,
});

await once(process.stdin, "data");
// Small, so that the log goes into chunks all the time.
const store = await openSqliteStore({
  file,
  clock: systemClock,
  flushBytes: 4096,
  slicePoints: 50,
});
let next = Number(round) * PER_ROUND;

async function write(): Promise<never> {
  for (;;) {
    const id = next++;
    const ts = Array.from({ length: POINTS }, (_, index) => id * POINTS + index);
    const values = ts.map(() => id);
    // One series grows at its end, the other at its beginning.
    await store.series.put([
      { series: key("new"), ts, values },
      { series: key("late"), ts: ts.map((time) => -time - 1), values },
    ]);
    process.stdout.write(`${id}\n`);
    if (id % 50 === 0) void store.compact();
  }
}

await Promise.all(Array.from({ length: WRITERS }, write));
