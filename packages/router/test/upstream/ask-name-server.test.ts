import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { decode, encode, type Packet } from "dns-packet";
import { askNameServer, type NameQuestion } from "../../src/upstream/ask-name-server.js";
import { atEnd, cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

type Answer = (query: Packet) => Buffer[];

async function aNameServer(answer: Answer): Promise<number> {
  const socket = createSocket("udp4");
  socket.on("message", (bytes: Buffer, from: RemoteInfo) => {
    for (const reply of answer(decode(bytes))) socket.send(reply, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  atEnd(() => void socket.close());
  return socket.address().port;
}

const reply = (query: Packet, data: string, more: Partial<Packet> = {}): Buffer =>
  encode({
    type: "response",
    id: query.id,
    questions: query.questions,
    answers: [{ type: "A", name: "video.example", data }],
    ...more,
  });

const question = (port: number, more: Partial<NameQuestion> = {}): NameQuestion => ({
  server: "127.0.0.1",
  port,
  name: "video.example",
  clientIp: "192.0.2.77",
  timeoutMs: 2_000,
  clock: new FakeClock(),
  randomId: () => 4711,
  ...more,
});

test("the address it answers is taken, and it was told the client's network but not its address", async () => {
  const seen: Packet[] = [];
  const port = await aNameServer((query) => {
    seen.push(query);
    return [reply(query, "203.0.113.9")];
  });
  expect(await askNameServer(question(port))).toBe("203.0.113.9");
  expect(seen[0]?.questions).toMatchObject([{ name: "video.example", type: "A" }]);
  const text = JSON.stringify(seen[0]?.additionals);
  expect(text).toContain('"sourcePrefixLength":24');
  expect(text).toContain("192.0.2.0");
  expect(text).not.toContain("192.0.2.77");
});

test("a client over IPv6 is told an address of its own kind", async () => {
  const port = await aNameServer((query) => [
    reply(query, "", { answers: [{ type: "AAAA", name: "video.example", data: "2001:db8::9" }] }),
  ]);
  expect(await askNameServer(question(port, { clientIp: "2001:db8:1::1" }))).toBe("2001:db8::9");
});

test("replies to other questions are passed over", async () => {
  const port = await aNameServer((query) => [
    Buffer.from("noise"),
    reply(query, "198.51.100.1", { id: 1 }),
    reply(query, "198.51.100.2", { questions: [{ type: "A", name: "other.example" }] }),
    reply(query, "203.0.113.9"),
  ]);
  expect(await askNameServer(question(port))).toBe("203.0.113.9");
});

test("no address is a failure", async () => {
  const port = await aNameServer((query) => [reply(query, "", { answers: [] })]);
  await expect(askNameServer(question(port))).rejects.toMatchObject({ code: "upstream_failed" });
});

test("no answer in time is a failure", async () => {
  const clock = new FakeClock();
  const port = await aNameServer(() => {
    clock.advance(2_000);
    return [];
  });
  await expect(askNameServer(question(port, { clock }))).rejects.toMatchObject({
    code: "upstream_timeout",
  });
});

test("a server that cannot be sent to is a failure of this question and of nothing else", async () => {
  const unreachable = question(53, { server: "255.255.255.255" });
  await expect(askNameServer(unreachable)).rejects.toThrow("cannot be asked");
});
