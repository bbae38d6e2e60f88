import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { sendAnswer } from "../../src/transport/send-answer.js";
import { UnsentReplies } from "../../src/transport/unsent-replies.js";
import { atEnd, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

/** More than the buffers of a connection. */
const LARGE = "x".repeat(16_000_000);

/** A server that answers with a large reply, and what became of each. */
async function aServer(unsent: UnsentReplies, body = LARGE) {
  const outcomes: Promise<unknown>[] = [];
  const responses: ServerResponse[] = [];
  const server = createServer((req, res: ServerResponse) => {
    const hold = (bytes: number): void => unsent.hold(res, req.url ?? "", bytes);
    const { signal } = new AbortController();
    const asked = { method: "GET", header: () => undefined, signal, hold };
    const sent = sendAnswer(res, { status: 200, body }, asked).catch((error: unknown) => {
      res.statusCode = 503;
      res.end();
      return error;
    });
    outcomes.push(sent);
    responses.push(res);
    server.emit("answered");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  const stall = async (who: string): Promise<{ socket: Socket; outcome: unknown }> => {
    const socket = connect(port, "127.0.0.1");
    atEnd(() => void socket.destroy());
    const answered = once(server, "answered");
    socket.write(`GET ${who} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await answered;
    return { socket, outcome: await outcomes.at(-1) };
  };
  return { responses, stall };
}

test("clients that take nothing fill no more memory than the bound, and leave room for others", async () => {
  const unsent = new UnsentReplies(LARGE.length * 4);
  const { stall } = await aServer(unsent);

  for (let i = 0; i < 3; i++) expect((await stall("/greedy")).outcome).toBeUndefined();

  expect((await stall("/greedy")).outcome).toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("limits.max_unsent_size"),
  });
  expect((await stall("/other")).outcome).toBeUndefined();
});

test("a client that goes away gives its room back", async () => {
  const unsent = new UnsentReplies(LARGE.length);
  const { responses, stall } = await aServer(unsent);
  const { socket } = await stall("/a");
  expect((await stall("/b")).outcome).toMatchObject({ code: "unavailable" });
  const isGone = new Promise((resolve) => void responses[0]?.once("close", resolve));

  socket.destroy();
  await isGone;

  expect((await stall("/b")).outcome).toBeUndefined();
});

test("small replies are not counted", async () => {
  const { stall } = await aServer(new UnsentReplies(1), "[]");
  for (let i = 0; i < 3; i++) expect((await stall("/a")).outcome).toBeUndefined();
});
