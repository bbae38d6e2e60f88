import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import { aClient, aMoment, serve, serveRaw } from "../hostile-server.js";
import { aNode } from "../replies.js";

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(String, (error: unknown) => error);

describe("a hostile store", () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });

  test("that sends a byte now and then is left after the total time", async () => {
    const sent = aMoment();
    const { url } = await serveRaw((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{", () => sent.reach());
      });
    });
    const asked = failureOf(aClient({ url, clock }).info("node", "pc1"));
    await sent.reached;
    clock.advance(60_000);
    expect(await asked).toMatchObject({
      code: "upstream_timeout",
      message: `GET ${url}/info/node/pc1: no complete reply after 60000 ms`,
    });
  });

  test("that never answers on a second attempt does not get twice the time", async () => {
    let connections = 0;
    const second = aMoment();
    const { url } = await serveRaw((socket) => {
      connections += 1;
      if (connections === 1) socket.once("data", () => socket.destroy());
      else second.reach();
    });
    const asked = failureOf(aClient({ url, clock }).info("node", "pc1"));
    while (connections < 2) {
      clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await second.reached;
    clock.advance(60_000);
    expect(await asked).toMatchObject({ code: "upstream_timeout" });
  });

  test("that accepts no connection is left after the time for connecting", async () => {
    // A TLS server that says nothing: connected, but never secure.
    const { port } = await serveRaw(() => undefined);
    const client = aClient({ url: `https://127.0.0.1:${port}`, clock, limits: { attempts: 1 } });
    const asked = failureOf(client.info("node", "pc1"));
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10_000);
    expect(await asked).toMatchObject({ code: "upstream_timeout" });
  });

  test("that sends without end is left at the limit", async () => {
    const { url } = await serve((_request, response) => {
      const chunk = Buffer.alloc(65_536, "[");
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once("drain", more);
      };
      more();
    });
    const client = aClient({ url, limits: { maxReplyBytes: 1_000_000 } });
    expect(await failureOf(client.info("node", "pc1"))).toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("reply is larger than 1000000 bytes"),
    });
  });

  test("that sends little which unpacks to much is left at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, " "));
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(bomb),
    );
    const client = aClient({ url, limits: { maxReplyBytes: 1_000_000 } });
    expect(await failureOf(client.info("node", "pc1"))).toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("larger than 1000000 bytes"),
    });
  });

  test("that sends one large value is refused before it is parsed", async () => {
    const { url } = await serve((_request, response) =>
      response.end(JSON.stringify(aNode("pc1", { description: "x".repeat(100_000) }))),
    );
    const client = aClient({ url, limits: { maxValueBytes: 50_000 } });
    expect(await failureOf(client.info("node", "pc1"))).toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("larger than 50000 bytes (maxValueBytes)"),
    });
  });

  test("that breaks off is asked once more, then believed", async () => {
    let asked = 0;
    const { url } = await serve((_request, response) => {
      asked += 1;
      if (asked === 1) response.destroy();
      else response.end(JSON.stringify(aNode("pc1")));
    });
    expect(await aClient({ url }).info("node", "pc1")).toMatchObject({ kind: "object" });
    expect(asked).toBe(2);
  });

  test("gets no more connections than allowed", async () => {
    let open = 0;
    let most = 0;
    const { url } = await serve((_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        response.end(JSON.stringify(aNode("pc1")));
      });
    });
    const client = aClient({ url, limits: { maxSockets: 3 } });
    await Promise.all(Array.from({ length: 30 }, () => client.info("node", "pc1")));
    expect(most).toBeLessThanOrEqual(3);
  });

  test("is left when the caller wants to", async () => {
    const arrived = aMoment();
    const { url } = await serve(() => arrived.reach());
    const controller = new AbortController();
    const client = aClient({ url });
    const asked = failureOf(client.info("node", "pc1", { signal: controller.signal }));
    await arrived.reached;
    controller.abort(new AppError("unavailable", "stopping"));
    expect(await asked).toMatchObject({ code: "unavailable", message: "stopping" });
    expect(
      await failureOf(client.info("node", "pc1", { signal: AbortSignal.abort() })),
    ).toMatchObject({ code: "unavailable" });
  });
});
