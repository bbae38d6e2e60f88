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

const plainRequest = fc
  .record({
    method: fc.constantFrom("GET", "POST", "HEAD", "PUT"),
    path: fc.constantFrom("/echo", "/fail", "/decline", "/livez", "/nothing", "/echo?x"),
    headers: fc.subarray(
      [
        "content-type: application/json",
        "Connection: keep-alive",
        "Connection: close",
        "Accept: */*",
        "Expect: 100-continue",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
        "X-Empty:",
      ],
      { maxLength: 2 },
    ),
    body: fc.option(
      fc.constantFrom("", "a", "abc\r\n\r\n", "GET /echo HTTP/1.1\r\n\r\n", "x".repeat(1_200)),
      { nil: undefined },
    ),
  })
  .map(({ method, path, headers, body }) =>
    request(method, path, { headers, ...(body === undefined ? {} : { body }) }),
  );

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom("replace", "insert", "delete"),
  text: fc.oneof(
    fc.constantFrom(
      "\r",
      "\n",
      "\r\n",
      ":",
      " ",
      "\t",
      "\0",
      "/",
      "#",
      "Host: b\r\n",
      "Content-Length: 1\r\n",
      "\u00e9",
    ),
    fc.nat(255).map((byte) => String.fromCharCode(byte)),
  ),
});

function mutate(text: string, change: { at: number; kind: string; text: string }): string {
  const at = Math.floor(change.at * text.length);
  const rest = change.kind === "insert" ? at : at + 1;
  return text.slice(0, at) + (change.kind === "delete" ? "" : change.text) + text.slice(rest);
}

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
      fc.array(plainRequest, { minLength: 1, maxLength: 3 }),
      fc.array(mutation, { maxLength: 2 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      async (requests, mutations, cuts) => {
        const pieces = cutUp(mutations.reduce(mutate, requests.join("")), cuts);
        const replies = await Promise.all([
          converse(portOf("node-http"), pieces),
          converse(portOf("plain-reader"), pieces),
        ]);
        const [a, b] = replies.map(statuses);
        if (!agree(a ?? [], b ?? [])) expect(b).toEqual(a);
      },
    ),
    { numRuns: 400 },
  );
  for (const transport of TRANSPORTS) {
    const text = await converse(portOf(transport), [request("POST", "/echo", { body: "alive" })]);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*alive$/);
  }
});
