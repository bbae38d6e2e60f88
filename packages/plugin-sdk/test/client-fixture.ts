import { afterEach } from "@jest/globals";
import { CacheManagerClient, CacheManagerHelper } from "../src/index.js";
import { reply, startStub, type Answer, type StubServer } from "./stub-server.js";

type MoreArguments =
  ConstructorParameters<typeof CacheManagerClient> extends [string, unknown, unknown, ...infer Rest]
    ? Rest
    : never;

export interface ClientFixture {
  /** A stub that gives these answers, one after the other. */
  readonly aStub: (...answers: Answer[]) => Promise<StubServer>;
  readonly aClient: (stub: StubServer, ...more: MoreArguments) => CacheManagerClient;
  /** A helper whose environment points at a new stub. */
  readonly aHelper: (...answers: Answer[]) => Promise<[CacheManagerHelper, StubServer]>;
  /** Closed after the test, like everything above. */
  readonly closing: <T extends { close: () => unknown }>(one: T) => T;
}

export const NAMESPACE = "token==";
/** A miss that grants the lock, and the plain answer to a set. */
export const miss = reply({ data: null, lock: true, expiry: 0 });
export const ok = reply('"ok"');

/** Answers of our own server: a miss with a fencing token, a hit, and what it says to a token. */
export const locked = (more: object = {}): Answer =>
  reply({ data: null, lock: true, lock_token: "n.1", lease: 30, ...more });
export const hit = (data: unknown): Answer => reply({ data: JSON.stringify(data), lock: false });
export const stored = reply({ stored: true });
export const released = reply({ released: true });

/** The variables a plugin would find for this server. */
export function environmentOf(stub: { host: string; port: number }): Record<string, string> {
  return {
    OPSVIEW_CACHE_MANAGER_HOST: stub.host,
    OPSVIEW_CACHE_MANAGER_PORT: String(stub.port),
    OPSVIEW_CACHE_MANAGER_NAMESPACE: NAMESPACE,
  };
}

/** Makes stubs, clients and helpers that are closed after each test of the file. */
export function clientFixture(): ClientFixture {
  const open: { close: () => unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  const closing: ClientFixture["closing"] = (one) => {
    open.push(one);
    return one;
  };
  const aStub: ClientFixture["aStub"] = async (...answers) => closing(await startStub(answers));
  return {
    aStub,
    closing,
    aClient: (stub, ...more) =>
      closing(new CacheManagerClient(stub.host, String(stub.port), NAMESPACE, ...more)),
    aHelper: async (...answers) => {
      const stub = await aStub(...answers);
      return [closing(new CacheManagerHelper({ env: () => environmentOf(stub) })), stub];
    },
  };
}
