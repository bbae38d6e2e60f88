import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import {
  createReceiver,
  readRetryAfterMs,
  type Receiver,
} from "../../src/remote-write/receiver.js";
import { startRemoteWrite } from "../../src/remote-write/start-remote-write.js";
import { seconds, T } from "./a-writer.js";
import { decoded } from "./decoded-request.js";
import { KeptPoints } from "./kept-points.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Request {
  readonly req: IncomingMessage;
  readonly body: Buffer;
}

/** A receiver on loopback. */
async function aServer(answer: (request: Request, res: ServerResponse) => void): Promise<string> {
  const server = createServer((req, res) => {
    const pieces: Buffer[] = [];
    req.on("data", (piece: Buffer) => pieces.push(piece));
    req.on("end", () => answer({ req, body: Buffer.concat(pieces) }, res));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  cleanUps.push(() => server.closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

function aReceiver(url: string, bearerToken = ""): Receiver {
  const receiver = createReceiver({
    url,
    bearerToken,
    timeoutMs: 5000,
    userAgent: "signalbox/test",
    clock: systemClock,
    random: () => 0.5,
  });
  cleanUps.push(() => receiver.close());
  return receiver;
}

const never = new AbortController().signal;

test("a request has the path, the query and the header fields that the protocol wants", async () => {
  const requests: Request[] = [];
  const url = await aServer((request, res) => {
    requests.push(request);
    res.writeHead(204).end();
  });

  const delivery = await aReceiver(`${url}/api/v1/write?tenant=a%20b`, "token").post(
    Buffer.from("x"),
    never,
  );

  expect(delivery).toEqual({ kind: "sent" });
  const [{ req, body } = {}] = requests;
  expect([req?.method, req?.url, body?.toString()]).toEqual([
    "POST",
    "/api/v1/write?tenant=a+b",
    "x",
  ]);
  expect(req?.headers).toMatchObject({
    "content-type": "application/x-protobuf",
    "content-encoding": "snappy",
    "x-prometheus-remote-write-version": "0.1.0",
    "user-agent": "signalbox/test",
    authorization: "Bearer token",
  });
});

test.each([
  [200, {}, { kind: "sent" }],
  [400, {}, { kind: "refused", reason: "answered 400: out of order" }],
  [302, { location: "/elsewhere" }, { kind: "refused", reason: "answered 302: out of order" }],
  [500, {}, { kind: "later", reason: "answered 500: out of order" }],
  [
    429,
    { "retry-after": "7" },
    { kind: "later", reason: "answered 429: out of order", retryAfterMs: 7000 },
  ],
])("status %i with %j is %j", async (status, headers, expected) => {
  const url = await aServer((_request, res) => res.writeHead(status, headers).end("out of order"));

  expect(await aReceiver(url).post(Buffer.from("x"), never)).toEqual(expected);
});

test("nobody there is a reason to come again", async () => {
  const delivery = await aReceiver("http://127.0.0.1:1/api/v1/write", "secret").post(
    Buffer.from("x"),
    never,
  );

  expect(delivery).toEqual({
    kind: "later",
    reason: expect.stringContaining("connection refused"),
  });
  expect(JSON.stringify(delivery)).not.toContain("secret");
});

test("a URL that is none is refused without repeating it", () => {
  expect(() => aReceiver("ftp://user:secret@host/")).toThrow("remote_write.url is not an http");
  expect(() => aReceiver("ftp://user:secret@host/")).not.toThrow("secret");
});

test.each([
  ["12", 12_000],
  ["Tue, 14 Nov 2023 22:13:30 GMT", 10_000],
  ["Tue, 14 Nov 2023 22:13:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("Retry-After %j asks for %j ms", (field, expected) => {
  expect(readRetryAfterMs(field, T / 1000)).toBe(expected);
});

test("points reach a receiver that was away for a while", async () => {
  const bodies: Buffer[] = [];
  let failures = 2;
  let isDone: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (isDone = resolve));
  const url = await aServer(({ body }, res) => {
    if (failures-- > 0) {
      res.writeHead(503).end();
      return;
    }
    bodies.push(body);
    res.writeHead(200).end();
    isDone();
  });
  const kept = new KeptPoints();
  const writer = await startRemoteWrite({
    url: `${url}/api/v1/write`,
    timeoutMs: 5000,
    userAgent: "signalbox/test",
    store: kept,
    maxWaitingPoints: 100,
    batchPoints: 100,
    catchUpMs: 0,
    clock: systemClock,
    random: () => 0.5,
    firstPauseMs: 1,
  });
  cleanUps.push(() => writer.close());

  writer.listener(kept.put("pc1", seconds(1, 2)));
  await done;

  expect(bodies.flatMap(decoded)).toEqual([
    expect.objectContaining({
      samples: [
        [T / 1000 + 1000, 1],
        [T / 1000 + 2000, 2],
      ],
    }),
  ]);
});
