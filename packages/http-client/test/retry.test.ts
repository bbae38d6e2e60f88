import { describe, expect, test } from "@jest/globals";
import { systemClock, type Clock } from "@signalbox/clock";
import fc from "fast-check";
import { pauseBeforeMs } from "../src/retry.js";
import { aClient, serve } from "./loopback.js";

const retry = { attempts: 3, initialDelayMs: 100, maxDelayMs: 150 };

/** Fires the pauses between attempts at once and writes them down; the much longer time limits stay. */
function aHastyClock(): { clock: Clock; pausesMs: number[] } {
  const pausesMs: number[] = [];
  const after: Clock["after"] = (delayMs, fn) => {
    if (delayMs > retry.maxDelayMs) return systemClock.after(delayMs, fn);
    pausesMs.push(delayMs);
    return systemClock.after(0, fn);
  };
  return { clock: { ...systemClock, after }, pausesMs };
}

/** Answers the given statuses in turn, the last one for ever, and counts. */
async function aServer(...statuses: number[]): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const { url } = await serve((_request, response) => {
    const status = statuses[Math.min(asked, statuses.length - 1)];
    asked += 1;
    response.writeHead(status ?? 500).end();
  });
  return { url, asked: () => asked };
}

describe("a request that may be repeated", () => {
  test("is sent again, after growing pauses with jitter, until it succeeds", async () => {
    const { clock, pausesMs } = aHastyClock();
    const server = await aServer(503, 502, 200);
    const client = aClient({ baseUrl: server.url, retry, clock, random: () => 0.5 });
    expect((await client.request({ path: "/" })).status).toBe(200);
    expect(server.asked()).toBe(3);
    expect(pausesMs).toEqual([75, 112.5]);
  });

  test("fails with the last error once its attempts are used up", async () => {
    const { clock } = aHastyClock();
    const server = await aServer(502, 502, 503);
    const client = aClient({ baseUrl: server.url, retry, clock });
    await expect(client.request({ path: "/" })).rejects.toMatchObject({ code: "unavailable" });
    expect(server.asked()).toBe(3);
  });

  test("is sent once when repeating would not help", async () => {
    const server = await aServer(404);
    const client = aClient({ baseUrl: server.url, retry });
    await expect(client.request({ path: "/" })).rejects.toThrow("answered 404");
    expect(server.asked()).toBe(1);
  });

  test("is not sent again after the caller's abort", async () => {
    const controller = new AbortController();
    const server = await aServer(503);
    const clock: Clock = {
      ...systemClock,
      after: (delayMs, fn) => {
        if (delayMs <= retry.maxDelayMs) controller.abort(new Error("stopped"));
        return systemClock.after(delayMs, fn);
      },
    };
    const client = aClient({ baseUrl: server.url, retry, clock });
    await expect(client.request({ path: "/", signal: controller.signal })).rejects.toThrow(
      "stopped",
    );
    expect(server.asked()).toBe(1);
  });
});

describe("a POST", () => {
  test("is sent once", async () => {
    const server = await aServer(503);
    const client = aClient({ baseUrl: server.url, retry });
    await expect(client.request({ method: "POST", path: "/" })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(server.asked()).toBe(1);
  });

  test("is repeated when its caller says it may be", async () => {
    const { clock } = aHastyClock();
    const server = await aServer(503, 200);
    const client = aClient({ baseUrl: server.url, retry, clock });
    const reply = await client.request({ method: "POST", path: "/", repeatable: true });
    expect(reply.status).toBe(200);
  });
});

test("a pause is between half and all of its exponential step and never above the limit", () => {
  const step = fc.record({
    attempt: fc.integer({ min: 1, max: 2000 }),
    initialDelayMs: fc.integer({ min: 1, max: 10_000 }),
    maxDelayMs: fc.integer({ min: 1, max: 60_000 }),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  fc.assert(
    fc.property(step, ({ attempt, initialDelayMs, maxDelayMs, random }) => {
      const options = { attempts: attempt + 1, initialDelayMs, maxDelayMs };
      const fullMs = Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1));
      const pauseMs = pauseBeforeMs(attempt, options, () => random);
      expect(pauseMs).toBeGreaterThanOrEqual(fullMs / 2);
      expect(pauseMs).toBeLessThanOrEqual(fullMs);
    }),
  );
});
