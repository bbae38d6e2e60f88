import { afterEach, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { networkProbes } from "../../src/external-checks/url-probe.js";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function portOf(server: Server | TcpServer): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const never = new AbortController().signal;

describe("a URL", () => {
  test.each([200, 302, 404, 503])("has the status that it answers: %d", async (status) => {
    const server = createServer((_, res) => {
      res.writeHead(status, { location: "/elsewhere" });
      // Longer than anybody wants to read.
      res.end("x".repeat(1_000_000));
    });
    const port = await portOf(server);
    const url = new URL(`http://127.0.0.1:${port}/am?x=1`);
    expect(await networkProbes().status(url, true, never)).toBe(status);
  });

  test("has none when nobody is there, or what is there does not speak TLS", async () => {
    const port = await portOf(createServer((_, res) => res.end()));
    const probes = networkProbes();
    await expect(
      probes.status(new URL(`https://127.0.0.1:${port}/`), true, never),
    ).rejects.toThrow();
    await expect(probes.status(new URL("http://127.0.0.1:9/"), true, never)).rejects.toThrow();
  });

  test("that does not answer is left when the time is up", async () => {
    const server = createTcpServer((socket) => void closing.push(() => socket.destroy()));
    const port = await portOf(server);
    const end = new AbortController();
    const asking = networkProbes().status(new URL(`http://127.0.0.1:${port}/`), true, end.signal);
    server.once("connection", () => end.abort());
    await expect(asking).rejects.toThrow();
  });
});

describe("a certificate", () => {
  test("cannot be had where no TLS is spoken, nor past the time", async () => {
    const server = createTcpServer((socket) => void closing.push(() => socket.destroy()));
    const port = await portOf(server);
    const end = new AbortController();
    const asking = networkProbes().certificateEnd("127.0.0.1", port, end.signal);
    server.once("connection", () => end.abort());
    await expect(asking).rejects.toThrow("timed out");

    const plain = await portOf(createTcpServer((socket) => void socket.end("no TLS here\r\n")));
    await expect(networkProbes().certificateEnd("127.0.0.1", plain, never)).rejects.toThrow();
  });
});
