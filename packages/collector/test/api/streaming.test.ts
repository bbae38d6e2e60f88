import { request, type IncomingMessage } from "node:http";
import { expect, test } from "@jest/globals";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import type { AnswerStore } from "../../src/api/collector-options.js";
import { aKey, anApi, NOW_US } from "./an-api.js";

const key = aKey("pc1");
const ts = Array.from({ length: 5000 }, (_, at) => NOW_US - at);
const piece: SeriesPoints = { series: key, ts, values: ts };

const TURNS = 5000;

/** A store with one series, whose points are made as they are asked for. */
function aSource(read: () => AsyncGenerator<SeriesPoints>): AnswerStore {
  const series = [{ series: key, firstUs: 0, lastUs: NOW_US, lastValue: 0 }];
  const parts: Partial<AnswerStore["series"]> = {
    list: () => Promise.resolve({ series }),
    read,
  };
  // Nothing else of a store is asked for.
  return { series: parts } as AnswerStore;
}

test("reading goes no further than the client takes it, and ends when he goes", async () => {
  let pieces = 0;
  let isOver: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (isOver = resolve));
  const api = await anApi({
    store: aSource(async function* () {
      try {
        for (;;) {
          pieces += 1;
          // As a worker would: never in the same turn.
          await new Promise((resolve) => setImmediate(resolve));
          yield piece;
        }
      } finally {
        isOver();
      }
    }),
  });
  const asked = request(`${api.url}/query?format=ndjson`);
  asked.on("error", () => undefined);
  const reply = await new Promise<IncomingMessage>((resolve) =>
    asked.on("response", resolve).end(),
  );

  // Nobody reads: buffers fill up, and then nothing more is made. Unhindered there would be one for every few turns.
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  reply.destroy();
  await over;

  expect(pieces).toBeLessThan(TURNS / 20);
});

test("a reply that fails on the way breaks off and is never taken for a whole one", async () => {
  const api = await anApi({
    store: aSource(async function* () {
      for (let count = 0; count < 5; count += 1) yield piece;
      await Promise.resolve();
      throw new Error("the disk is gone");
    }),
    limits: { bufferedPoints: 10, maxPoints: 1e9 },
  });

  const reply = await api.get("/query?format=ndjson");

  expect(reply.status).toBe(200);
  await expect(reply.text()).rejects.toThrow();
});

test("above the number of questions that may wait one is refused at once", async () => {
  let go: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (go = resolve));
  const api = await anApi({
    store: aSource(async function* () {
      await gone;
      yield piece;
    }),
    limits: { maxConcurrent: 1, maxWaiting: 1 },
  });

  const all = [1, 2, 3].map(() => api.get("/query"));
  const first = await Promise.race(all);
  expect([first.status, first.headers.get("retry-after")]).toEqual([503, "1"]);
  go();

  expect((await Promise.all(all)).map(({ status }) => status).sort()).toEqual([200, 200, 503]);
});
