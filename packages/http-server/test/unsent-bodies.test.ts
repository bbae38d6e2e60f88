import { Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { HttpConnection } from "../src/connection.js";
import { UnsentBodies } from "../src/unsent-bodies.js";

const aConnection = (): HttpConnection => new HttpConnection(new Socket(), 1, new FakeClock());

test("one Buffer on its way to many connections counts once, until the last has it", () => {
  const unsent = new UnsentBodies(100);
  const body = Buffer.alloc(80);
  const releases = [1, 2, 3].map(() => unsent.hold(body, 80, aConnection()));
  expect(unsent.bytes).toBe(80);
  expect(unsent.hold(Buffer.alloc(80), 80, aConnection())).toBeUndefined();
  releases[0]?.();
  releases[1]?.();
  expect(unsent.bytes).toBe(80);
  releases[2]?.();
  expect(unsent.bytes).toBe(0);
});

test("a text counts for each connection", () => {
  const unsent = new UnsentBodies(100);
  const text = "x".repeat(40);
  const holds = [1, 2, 3].map(() => unsent.hold(text, 40, aConnection()) !== undefined);
  expect(holds).toEqual([true, true, false]);
  expect(unsent.bytes).toBe(80);
});

test("a body larger than the limit has room when there is no other", () => {
  const unsent = new UnsentBodies(100);
  const release = unsent.hold(Buffer.alloc(1_000), 1_000, aConnection());
  expect(unsent.bytes).toBe(1_000);
  expect(unsent.hold("x", 1, aConnection())).toBeUndefined();
  release?.();
  expect(unsent.hold("x", 1, aConnection())).toBeDefined();
});

test("a body is given back once, by its flush or by the end of its socket", () => {
  const unsent = new UnsentBodies(100);
  const socket = new Socket();
  const connection = new HttpConnection(socket, 1, new FakeClock());
  const flushed = unsent.hold(Buffer.alloc(10), 10, connection);
  unsent.hold(Buffer.alloc(20), 20, connection);
  flushed?.();
  flushed?.();
  expect(unsent.bytes).toBe(20);
  socket.emit("close", false);
  flushed?.();
  expect(unsent.bytes).toBe(0);
});
