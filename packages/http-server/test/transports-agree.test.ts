import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { RunningHttpServer, Transport } from "../src/index.js";
import { aServer, closeAll, request, TRANSPORTS } from "./support/a-server.js";
import { RawClient } from "./support/raw-client.js";

/** Both servers live as long as the file: every mutated request meets the same two. */
const servers = new Map<Transport, RunningHttpServer>();

beforeAll(async () => {
  for (const transport of TRANSPORTS) servers.set(transport, (await aServer({ transport })).server);
});
afterAll(closeAll);

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

/** Mostly what the plain reader takes, so that damage is done to that. */
const someRequest = fc
  .record({
    method: often("POST", "GET", "HEAD", "PUT"),
    path: often("/echo", "/fail", "/decline", "/livez", "/nothing", "/echo?x"),
    headers: often(
      [],
      ["content-type: application/json", "Accept: */*"],
      ["Connection: keep-alive"],
      ["Connection: close"],
      ["Expect: 100-continue"],
      ["X-Empty:"],
    ),
    body: often<string | undefined>(
      "abc",
      undefined,
      "",
      "a\r\n\r\n",
      "GET /echo HTTP/1.1\r\nHost: c\r\n\r\n",
      "x".repeat(1_200),
    ),
  })
  .map(({ method, path, headers, body }) =>
    request(method, path, { headers, ...(body === undefined ? {} : { body }) }),
  );

type Damage = (text: string) => string;
const place = fc.double({ min: 0, max: 1, noNaN: true });

function splice(text: string, at: number, removed: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at + removed);
}

/** The start of the `at`-th line break of `text`, counted from 0 to 1; -1 without one. */
function lineBreak(text: string, at: number): number {
  const breaks = [...text.matchAll(/\r\n/g)].map((match) => match.index);
  return breaks[Math.min(Math.floor(at * breaks.length), breaks.length - 1)] ?? -1;
}

const anyByte = fc
  .tuple(
    place,
    fc.nat(1),
    fc.oneof(
      fc.constant(""),
      fc.nat(255).map((n) => String.fromCharCode(n)),
    ),
  )
  .map(
    ([at, removed, added]): Damage =>
      (text) =>
        splice(text, Math.floor(at * text.length), removed, added),
  );

const anyBreak = fc
  .tuple(
    place,
    fc.constantFrom("\n", "\r", "\r\r\n", "\r\n ", "\r\n\t", " \r\n", "\0\r\n", "\r\n\r\n"),
  )
  .map(([at, added]): Damage => (text) => {
    const found = lineBreak(text, at);
    return found < 0 ? text : splice(text, found, 2, added);
  });

const oneMoreLine = fc
  .tuple(
    place,
    fc.constantFrom(
      "Host: b",
      "host:",
      "Content-Length: 3",
      "content-length: 2",
      "Content-Length: +3",
      "Content-Length: 3 ",
      "Content-Length: 3, 3",
      "Content-Length:",
      "Transfer-Encoding: chunked",
      "transfer-encoding:",
      "Content-Encoding: identity",
      "Connection: close",
      "Connection: Keep-Alive",
      "Connection: keep-alive, close",
      "Proxy-Connection: close",
      "Upgrade: websocket",
      "Expect:",
      "X-A : b",
      "X-\u00e9: b",
      "X-A: \u00e9",
      "X-A: \x7f",
      "X-A: \x01",
      "X-A:\t b\t",
      ": b",
      "no colon",
      " folded",
      `X-A: ${"y".repeat(17_000)}`,
    ),
  )
  .map(([at, line]): Damage => (text) => {
    const found = lineBreak(text, at);
    return found < 0 ? text : splice(text, found, 0, `\r\n${line}`);
  });

const someDamage = fc.oneof(anyByte, anyBreak, oneMoreLine, oneMoreLine);

function cutUp(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * text.length)).sort((a, b) => a - b)];
  return places.map((place, i) => text.slice(place, places[i + 1])).filter((piece) => piece !== "");
}

/** Sends the pieces, says that nothing follows, and gives everything that came back. */
async function converse(port: number, pieces: readonly string[]): Promise<string> {
  const client = await RawClient.connect(port);
  for (const piece of pieces) {
    if (client.socket.destroyed) break;
    client.send(piece);
    await turn();
  }
  client.socket.end();
  const text = await client.ended();
  if (!client.socket.destroyed) await once(client.socket, "close");
  return text;
}

/** The statuses in order. A body that quotes a status line would show in both alike. */
const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? "");

/**
 * Where bytes that are no request follow an unanswered one, a server may answer them too, or end the connection with the last
 * answer: a refusal at the end may be missing on one side.
 */
function agree(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const isPrefix = short.every((status, i) => status === long[i]);
  return (
    isPrefix &&
    (long.length === short.length || (long.length === short.length + 1 && long.at(-1) === "400"))
  );
}

const portOf = (transport: Transport): number => servers.get(transport)?.port ?? 0;

test("however a request is cut and damaged, both transports answer alike and live on", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(someRequest, { minLength: 1, maxLength: 3 }),
      fc.array(someDamage, { maxLength: 2 }),
      fc.array(place, { maxLength: 4 }),
      async (requests, damages, cuts) => {
        const pieces = cutUp(
          damages.reduce((text, damage) => damage(text), requests.join("")),
          cuts,
        );
        const replies = await Promise.all([
          converse(portOf("node-http"), pieces),
          converse(portOf("plain-reader"), pieces),
        ]);
        const [a, b] = replies.map(statuses);
        if (!agree(a ?? [], b ?? [])) expect(b).toEqual(a);
      },
    ),
    { numRuns: 500 },
  );
  for (const transport of TRANSPORTS) {
    const text = await converse(portOf(transport), [request("POST", "/echo", { body: "alive" })]);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*alive$/);
  }
});
