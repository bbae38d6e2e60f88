import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Entry {
  readonly data: string;
  readonly ttl: number;
  readonly staleTtl: number | undefined;
}

interface Waiter {
  readonly reply: ServerResponse;
  readonly wantsToken: boolean;
  readonly timer: NodeJS.Timeout;
}

/** One request the stub has seen. */
export interface SeenCall {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface StubState {
  readonly entries: Map<string, Entry>;
  readonly locks: Map<string, { readonly token: string; readonly waiters: Waiter[] }>;
  readonly calls: SeenCall[];
  /** Overrides: a path mapped to the status and the JSON it answers, or to none at all. */
  readonly answers: Map<string, { status: number; json: unknown } | "silence">;
  /** The same, made anew for each request. */
  readonly answerers: Map<string, (body: SeenCall["body"]) => unknown>;
  leaseS: number;
  nextToken: number;
}

/** A cache manager small enough to see through, for tests that steer what the server answers. */
export interface CacheStub extends StubState {
  readonly host: string;
  readonly port: number;
  answerWith(path: string, answerer: (body: SeenCall["body"]) => unknown): void;
  /** Resolves when `count` calls to `path` have been seen in all. */
  seen(path: string, count: number): Promise<void>;
  close(): Promise<void>;
}

function send(reply: ServerResponse, json: unknown, status = 200): void {
  const body = JSON.stringify(json);
  reply.writeHead(status, { "Content-Type": "application/json" }).end(body);
}

function grant(
  state: StubState,
  key: string,
  waiter: Omit<Waiter, "timer">,
  queue: Waiter[],
): void {
  const token = `stub.${state.nextToken++}`;
  state.locks.set(key, { token, waiters: queue });
  const proof = waiter.wantsToken ? { lock_token: token, lease: state.leaseS } : {};
  send(waiter.reply, { data: null, lock: true, expiry: 0, ...proof });
}

function getData(state: StubState, body: SeenCall["body"], reply: ServerResponse): void {
  const key = String(body["key"]);
  const entry = state.entries.get(key);
  const waitS = Number(body["max_wait_time"] ?? 0);
  const lock = state.locks.get(key);
  if (entry) send(reply, { data: entry.data, lock: false, expiry: 1_700_000_000 });
  else if (waitS === 0) send(reply, { data: null, lock: false, expiry: 0 });
  else if (!lock) grant(state, key, { reply, wantsToken: body["lock_token"] === true }, []);
  else {
    const timer = setTimeout(() => {
      lock.waiters.splice(lock.waiters.indexOf(waiter), 1);
      send(reply, { data: null, lock: false, expiry: 0 });
    }, waitS * 1e3);
    const waiter: Waiter = { reply, wantsToken: body["lock_token"] === true, timer };
    lock.waiters.push(waiter);
  }
}

function setData(state: StubState, body: SeenCall["body"], reply: ServerResponse): void {
  const key = String(body["key"]);
  const data = String(body["data"]);
  const staleTtl = body["stale_ttl"];
  state.entries.set(key, {
    data,
    ttl: Number(body["ttl"]),
    staleTtl: typeof staleTtl === "number" ? staleTtl : undefined,
  });
  for (const waiter of state.locks.get(key)?.waiters ?? []) {
    clearTimeout(waiter.timer);
    send(waiter.reply, { data, lock: false, expiry: 1_700_000_000 });
  }
  state.locks.delete(key);
  send(reply, body["lock_token"] === undefined ? "ok" : { stored: true });
}

function releaseLock(state: StubState, body: SeenCall["body"], reply: ServerResponse): void {
  const key = String(body["key"]);
  const lock = state.locks.get(key);
  state.locks.delete(key);
  const [next, ...others] = lock?.waiters ?? [];
  if (next) {
    clearTimeout(next.timer);
    grant(state, key, next, others);
  }
  send(reply, "ok");
}

function answer(state: StubState, { path, body }: SeenCall, reply: ServerResponse): void {
  const made = state.answerers.get(path)?.(body);
  const fixed = made === undefined ? state.answers.get(path) : { status: 200, json: made };
  if (fixed === "silence") return;
  if (fixed) send(reply, fixed.json, fixed.status);
  else if (path === "/get_data") getData(state, body, reply);
  else if (path === "/set_data") setData(state, body, reply);
  else if (path === "/release_lock") releaseLock(state, body, reply);
  else if (path === "/delete_data")
    send(reply, { deleted: state.entries.delete(String(body["key"])) });
  else send(reply, "ok");
}

async function bodyOf(request: IncomingMessage): Promise<SeenCall["body"]> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  // The tests' own requests: an object or nothing.
  return text === "" ? {} : (JSON.parse(text) as SeenCall["body"]);
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    // A TCP server's address is never a string or null while it listens.
    server.listen(0, "127.0.0.1", () => resolve(server.address() as AddressInfo));
  });
}

/** Starts a stub on loopback. The test closes it. */
export async function startCacheStub(): Promise<CacheStub> {
  const state: StubState = {
    entries: new Map(),
    locks: new Map(),
    calls: [],
    answers: new Map(),
    answerers: new Map(),
    leaseS: 30,
    nextToken: 1,
  };
  const watchers: { path: string; count: number; done: () => void }[] = [];
  const countOf = (path: string) => state.calls.filter((call) => call.path === path).length;
  const server = createServer((request, reply) => {
    void bodyOf(request).then((body) => {
      const call = { path: request.url ?? "", body };
      state.calls.push(call);
      answer(state, call, reply);
      for (const { path, count, done } of watchers) if (countOf(path) >= count) done();
    });
  });
  const { port } = await listen(server);
  return Object.assign(state, {
    host: "127.0.0.1",
    port,
    answerWith: (path: string, answerer: (body: SeenCall["body"]) => unknown) => {
      state.answerers.set(path, answerer);
    },
    seen: (path: string, count: number) =>
      new Promise<void>((resolve) => {
        watchers.push({ path, count, done: resolve });
        if (countOf(path) >= count) resolve();
      }),
    close: () =>
      new Promise<void>((resolve) => {
        for (const { waiters } of state.locks.values())
          waiters.map(({ timer }) => clearTimeout(timer));
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
