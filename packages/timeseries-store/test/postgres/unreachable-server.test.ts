import { once, EventEmitter } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { openPostgresStore } from "../../src/index.js";

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Takes connections and says nothing, or what `answer` does. */
async function aServer(answer: (socket: Socket) => void = () => undefined) {
  const accepted = new EventEmitter();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      answer(socket);
      accepted.emit("asked");
    });
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `postgresql://user:secret-word@127.0.0.1:${port ?? 0}/db`, accepted };
}

test("a server that takes the connection and says nothing is given up", async () => {
  const clock = new FakeClock();
  const { url, accepted } = await aServer();
  const asked = once(accepted, "asked");
  const opening = openPostgresStore({ url, clock, connectTimeoutMs: 5000 });
  const outcome = opening.catch((error: unknown) => error);
  await asked;
  clock.advance(5000);
  const error = await outcome;
  expect(error).toMatchObject({ code: "upstream_timeout" });
  expect(String(error)).not.toContain("secret-word");
});

test("a server that hangs up is unavailable", async () => {
  const { url } = await aServer((socket) => socket.destroy());
  const opening = openPostgresStore({ url, clock: new FakeClock() });
  await expect(opening).rejects.toMatchObject({ code: "unavailable" });
});

test("a server that speaks another protocol is unavailable", async () => {
  const { url } = await aServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const opening = openPostgresStore({ url, clock: new FakeClock() });
  await expect(opening).rejects.toMatchObject({ code: "unavailable" });
});

test.each([
  ["poolSize", 0],
  ["requestTimeoutMs", -1],
  ["pagePoints", 1.5],
])("%s of %d is refused", async (name, value) => {
  const options = { url: "postgresql://127.0.0.1:1/db", clock: new FakeClock(), [name]: value };
  await expect(openPostgresStore(options)).rejects.toMatchObject({ code: "invalid_argument" });
});
