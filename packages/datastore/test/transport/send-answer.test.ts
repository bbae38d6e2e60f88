import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { ApiAnswer } from "../../src/index.js";
import { sendAnswer } from "../../src/transport/send-answer.js";
import { atEnd, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const LONG = JSON.stringify({ text: "signal".repeat(1_000) });

interface Sender {
  readonly port: number;
  /** Settles as the last answer's sending did. */
  readonly sent: () => Promise<unknown>;
}

/** A server that answers everything with `answer`. */
async function aSender(answer: ApiAnswer): Promise<Sender> {
  let sending: Promise<unknown> = Promise.resolve();
  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const end = new AbortController();
    res.once("close", () => end.abort());
    const header = (name: string): string | undefined => {
      const value = req.headers[name];
      return typeof value === "string" ? value : undefined;
    };
    sending = sendAnswer(res, answer, { method: req.method ?? "", header, signal: end.signal });
    sending.catch(() => res.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return { port, sent: () => sending };
}

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly isWhole: boolean;
}

function get(port: number, headers: Record<string, string> = {}, method = "GET"): Promise<Got> {
  return new Promise((resolve, reject) => {
    const req = request({ port, host: "127.0.0.1", headers, method, agent: false }, (res) => {
      const pieces: Buffer[] = [];
      res.on("data", (piece: Buffer) => pieces.push(piece));
      res.on("error", () => undefined);
      res.on("close", () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          body: Buffer.concat(pieces),
          isWhole: res.complete,
        }),
      );
    });
    req.on("error", reject);
    req.end();
  });
}

async function* pieces(...texts: string[]): AsyncGenerator<string, void, undefined> {
  for (const text of texts) {
    await new Promise((resolve) => setImmediate(resolve));
    yield text;
  }
}

describe("a body that is whole", () => {
  test("is JSON in UTF-8 unless it says otherwise, for this caller only", async () => {
    const { port } = await aSender({ status: 200, body: '"é"', headers: ["X-A", "1", "X-A", "2"] });
    const { headers, body } = await get(port);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(headers["content-length"]).toBe("4");
    expect(headers["cache-control"]).toBe("private, no-cache");
    expect(headers["x-a"]).toBe("1, 2");
    expect(body.toString()).toBe('"é"');
  });

  test("is compressed when it is long and that is wanted", async () => {
    const { port } = await aSender({ status: 200, body: LONG });
    const compressed = await get(port, { "Accept-Encoding": "gzip" });
    expect(compressed.headers["content-encoding"]).toBe("gzip");
    expect(compressed.headers.vary).toBe("Accept-Encoding");
    expect(gunzipSync(compressed.body).toString()).toBe(LONG);
    expect((await get(port)).body.toString()).toBe(LONG);
  });

  test("is not compressed when it is short", async () => {
    const { port } = await aSender({ status: 200, body: "[]" });
    const { headers } = await get(port, { "Accept-Encoding": "gzip" });
    expect(headers["content-encoding"]).toBeUndefined();
  });

  test("has its length but no bytes for HEAD", async () => {
    const { port } = await aSender({ status: 200, body: LONG });
    const { headers, body } = await get(port, {}, "HEAD");
    expect([headers["content-length"], body.length]).toEqual([String(LONG.length), 0]);
  });

  test("is not sent to who has it", async () => {
    const { port } = await aSender({ status: 200, body: LONG, etag: "v1" });
    const first = await get(port);
    const { etag = "" } = first.headers;
    const second = await get(port, { "If-None-Match": etag });
    expect([second.status, second.body.length, second.headers.etag]).toEqual([304, 0, etag]);
    expect((await get(port, { "If-None-Match": '"v2"' })).status).toBe(200);
  });

  test("with status 204 has neither type nor length", async () => {
    const { port } = await aSender({ status: 204, headers: ["Allow", "GET"], body: "" });
    const { status, headers } = await get(port, {}, "OPTIONS");
    expect([status, headers.allow]).toEqual([204, "GET"]);
    expect([headers["content-type"], headers["content-length"]]).toEqual([undefined, undefined]);
  });
});

describe("a body in pieces", () => {
  test("arrives in order, compressed where that is wanted", async () => {
    const plain = await aSender({ status: 200, body: pieces("a", "", "b", "c") });
    expect((await get(plain.port)).body.toString()).toBe("abc");
    const compressed = await aSender({ status: 200, body: pieces("a", LONG) });
    const got = await get(compressed.port, { "Accept-Encoding": "gzip" });
    expect(gunzipSync(got.body).toString()).toBe(`a${LONG}`);
  });

  test("that fails before the first piece rejects, so that it can be answered", async () => {
    // eslint-disable-next-line require-yield -- it fails before
    async function* failing(): AsyncGenerator<string, void, undefined> {
      await Promise.resolve();
      throw new Error("no store");
    }
    const { port, sent } = await aSender({ status: 200, body: failing() });
    await expect(get(port)).rejects.toThrow();
    await expect(sent()).rejects.toThrow("no store");
  });

  test.each([{}, { "Accept-Encoding": "gzip" }])(
    "that fails later breaks the connection off (%j)",
    async (headers: Record<string, string>) => {
      async function* failing(): AsyncGenerator<string, void, undefined> {
        yield* pieces(LONG);
        throw new Error("the store is gone");
      }
      const { port, sent } = await aSender({ status: 200, body: failing() });
      const isWhole = await get(port, headers).then(
        (got) => got.isWhole,
        () => false,
      );
      expect(isWhole).toBe(false);
      await sent();
    },
  );

  test.each(["identity", "gzip"])(
    "is made no faster than the client takes it, and no further once it has gone (%s)",
    async (coding) => {
      let made = 0;
      let isReturned = false;
      const noise = (): string =>
        Array.from({ length: 4_000 }, () => Math.random().toString(36)).join("");
      async function* endless(): AsyncGenerator<string, void, undefined> {
        try {
          for (;;) {
            made++;
            yield noise();
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          isReturned = true;
        }
      }
      const { port, sent } = await aSender({ status: 200, body: endless() });
      const socket = connect(port, "127.0.0.1");
      socket.pause();
      const head = `GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${coding}\r\n\r\n`;
      await new Promise<void>((resolve) => socket.write(head, () => resolve()));
      await untilStill(() => made);
      // Some megabytes fit into the buffers of both ends; a reader without brakes would be far beyond.
      expect(made).toBeLessThan(1_000);
      socket.destroy();
      await sent();
      expect(isReturned).toBe(true);
    },
  );

  test("is given up unread for HEAD and for who has it", async () => {
    const returned: string[] = [];
    const body = (name: string): AsyncIterable<string> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error("must not be read")),
        return: () => {
          returned.push(name);
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    });
    const head = await aSender({ status: 200, body: body("head") });
    expect((await get(head.port, {}, "HEAD")).status).toBe(200);
    const known = await aSender({ status: 200, body: body("known"), etag: "v" });
    expect((await get(known.port, { "If-None-Match": '"v"' })).status).toBe(304);
    expect(returned).toEqual(["head", "known"]);
  });
});

/** Resolves once a number has not changed for many turns of the event loop. */
async function untilStill(read: () => number): Promise<void> {
  let last = -1;
  for (let still = 0; still < 200; still++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (read() !== last) still = 0;
    last = read();
  }
}
