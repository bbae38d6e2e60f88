import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { anApi, aRequest, ask, dataTarget, piecesOf } from "../ask.js";
import { aQuery, aStore } from "./a-query.js";

test("a failure of the store is a 503 in either mode, and is told to the owner", async () => {
  const store = aStore(["a"], ["x"]);
  store.failure = new AppError("unavailable", "store is closed");
  const told: string[] = [];
  const api = anApi({ store, onFailure: ({ message }) => told.push(message) });

  const data = await ask(api, dataTarget(aQuery(["a"], ["x"])));
  const info = await ask(api, "/info/node/x");

  expect([data.status, info.status]).toEqual([503, 503]);
  expect(data.headers.get("Retry-After")).toBe("1");
  expect(told).toEqual(["store is closed", "store is closed"]);
});

test("what went wrong inside is not told to the caller", async () => {
  const store = aStore(["a"], ["x"]);
  store.failure = new Error("password is hunter2");

  const heard = await ask(anApi({ store }), dataTarget(aQuery(["a"], ["x"])));

  expect(heard.status).toBe(500);
  expect(heard.text).not.toContain("hunter2");
});

test("a store that fails in the middle of a stream breaks it off", async () => {
  const store = aStore(["a"], ["x", "y"], 20_000);
  const api = anApi({ store });
  const answer = await api.answer(
    aRequest(dataTarget(aQuery(["a"], "*", {}, { gt: 0, lt: 1e9 }), "&format=ndjson")),
  );
  if (!answer || typeof answer.body === "string" || Buffer.isBuffer(answer.body))
    throw new Error("no stream");

  const pieces = answer.body[Symbol.asyncIterator]();
  await pieces.next();
  store.failure = new AppError("unavailable", "store is closed");
  const rest = async (): Promise<void> => {
    for (let next = await pieces.next(); next.done !== true;) next = await pieces.next();
  };

  await expect(rest()).rejects.toThrow("store is closed");
});

test("a client that has gone ends the reading", async () => {
  const store = aStore(["a"], ["x"], 60_000);
  const api = anApi({ store });
  const leaving = new AbortController();
  const target = dataTarget(aQuery(["a"], "*", {}, { gt: 0, lt: 1e9 }), "&format=ndjson");
  const answer = await api.answer(aRequest(target, { signal: leaving.signal }));

  leaving.abort();

  await expect(piecesOf(answer ?? { status: 0, body: "" })).rejects.toThrow();
  expect(store.calls.has("read")).toBe(false);
});

test("above the number that may wait a query is turned away; a stream that stands still keeps nobody out", async () => {
  const store = aStore(["a"], ["x"], 10);
  const api = anApi({ store, limits: { maxConcurrent: 1, maxWaiting: 1 } });
  const target = dataTarget(aQuery(["a"], ["x"]));
  const standing = await api.answer(aRequest(`${target}&format=ndjson`));

  const heard = await Promise.all([ask(api, target), ask(api, target), ask(api, target)]);

  expect(heard.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
  expect(heard.find(({ status }) => status === 503)?.text).toContain("limit is 1");
  expect(standing?.status).toBe(200);
});

test("HEAD is answered without reading points", async () => {
  const store = aStore(["a"], ["x"]);

  const heard = await ask(anApi({ store }), dataTarget(aQuery(["a"], ["x"])), { method: "HEAD" });

  expect([heard.status, heard.text]).toEqual([200, ""]);
  expect(store.calls.has("read")).toBe(false);
});
