import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { DEFAULT_HTTP_LIMITS, startHttpServer } from "@signalbox/http-server";
import { sendEntries } from "../../src/rest/send-entries.js";
import { atEnd, cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

/** Serves `entries` at `/`; `ended` resolves when the sending is over. */
async function serve(entries: Iterable<readonly [string, unknown]>) {
  let over: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (over = resolve));
  const server = await startHttpServer({
    name: "entries",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 0 },
    health: { isReady: () => ({ ready: true }) },
    routes: (app) => {
      app.get("/", async (_req, res) => {
        await sendEntries(res, entries, systemClock);
        over();
      });
    },
  });
  atEnd(() => server.close());
  return { server, ended };
}

test("a client that stops reading stops the making, and one that leaves ends it", async () => {
  let made = 0;
  const endless = (function* () {
    for (;;) yield [`key${made++}`, "x".repeat(1_000)] as const;
  })();
  const { server, ended } = await serve(endless);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "data");
  socket.pause();
  socket.destroy();
  await ended;
  // What fits into the buffers of both ends is a few megabytes.
  expect(made).toBeLessThan(50_000);
});

test("other work has its turn while a large object is sent", async () => {
  const turns: number[] = [];
  const entries = (function* () {
    for (let at = 0; at < 2_000; at++) {
      if (at === 0) setImmediate(() => turns.push(at));
      yield [`key${at}`, "x".repeat(1_000)] as const;
      if (at === 1_999) turns.push(-1);
    }
  })();
  const { server } = await serve(entries);
  const value = (await (await fetch(server.url)).json()) as object;
  expect(Object.keys(value)).toHaveLength(2_000);
  expect(turns).toHaveLength(2);
  expect(turns.at(-1)).toBe(-1);
});

test("what fits into one piece carries its length", async () => {
  const { server } = await serve([
    ["b", 1],
    ["__proto__", [null]],
  ]);
  const response = await fetch(server.url);
  expect(await response.text()).toBe('{"b":1,"__proto__":[null]}');
  expect(response.headers.get("content-length")).toBe("26");
});
