import { afterEach } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import {
  DEFAULT_HTTP_LIMITS,
  startHttpServer,
  type ClosedBy,
  type HotReply,
  type HttpLimits,
  type HttpLogEvent,
  type HttpServerOptions,
  type RefusalReason,
  type RunningHttpServer,
  type Transport,
} from "../../src/index.js";
import { RawClient } from "./raw-client.js";

const cleanUps: (() => Promise<void> | void)[] = [];

/** To be called once by each test file that starts servers. */
export function closeAfterEach(): void {
  afterEach(closeAll);
}

/** Ends what was started, the newest first. */
export async function closeAll(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}

export function atEnd(fn: () => Promise<void> | void): void {
  cleanUps.push(fn);
}

export interface Seen {
  method: string;
  path: string;
  body: string;
}

export type TestOptions = Partial<Omit<HttpServerOptions, "limits">> & {
  limits?: Partial<HttpLimits>;
  /** Largest body of the hot paths below. */
  maxHotBodyBytes?: number;
};

/** Every suite about hot requests runs against each. */
export const TRANSPORTS: readonly Transport[] = ["node-http", "plain-reader"];

export const MAX_HOT_BODY = 1_000;

/**
 * Hot paths: `/echo` answers the body, `/park` keeps the reply, `/fail` throws, `/decline` goes on to express.
 */
export async function aServer(options: TestOptions = {}): Promise<TestServer> {
  const { maxHotBodyBytes = MAX_HOT_BODY, ...given } = options;
  const state = new TestState();
  const server = await startHttpServer({
    name: "test",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    health: { isReady: () => ({ ready: true }) },
    hot: {
      claims: (method, path) =>
        (method === "POST" || method === "GET") && /^\/(echo|park|fail|decline)$/.test(path),
      maxBodyBytes: maxHotBodyBytes,
      handle: state.handle,
    },
    observer: {
      onRefused: state.onRefused,
      onRequest: (route, status) => state.answered.push(`${route} ${status}`),
    },
    log: (event) => state.log.push(event),
    ...given,
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 50, ...given.limits },
  });
  atEnd(() => server.close());
  return Object.assign(state, { server });
}

/** What the hot handler of a test server saw, and the replies it was told to park. */
class TestState {
  readonly seen: Seen[] = [];
  readonly parked: HotReply[] = [];
  readonly closed: ClosedBy[] = [];
  readonly refused: RefusalReason[] = [];
  readonly log: HttpLogEvent[] = [];
  readonly answered: string[] = [];
  readonly #known = new Set<number>();
  #wake: (() => void)[] = [];
  server?: RunningHttpServer;

  readonly connect = async (): Promise<RawClient> => {
    const client = await RawClient.connect(this.server?.port ?? 0);
    atEnd(() => void client.socket.destroy());
    return client;
  };

  /** Resolves when `n` replies are parked. */
  readonly parkedCount = (n: number): Promise<void> => this.#until(() => this.parked.length >= n);

  /** Resolves when `n` connections that asked for something hot have ended. */
  readonly closedCount = (n: number): Promise<void> => this.#until(() => this.closed.length >= n);

  /** Resolves when `n` refusals were counted. */
  readonly refusedCount = (n: number): Promise<void> => this.#until(() => this.refused.length >= n);

  readonly handle = (method: string, path: string, body: Buffer, reply: HotReply): boolean => {
    this.seen.push({ method, path, body: body.toString("latin1") });
    this.#watch(reply);
    if (path === "/decline") return false;
    if (path === "/fail") throw new Error("secret detail");
    if (path === "/park") this.parked.push(reply);
    else reply.send(200, body, "text/plain");
    this.#changed();
    return true;
  };

  readonly onRefused = (reason: RefusalReason): void => {
    this.refused.push(reason);
    this.#changed();
  };

  #watch({ connection }: HotReply): void {
    if (this.#known.has(connection.id)) return;
    this.#known.add(connection.id);
    connection.onClose((by) => {
      this.closed.push(by);
      this.#changed();
    });
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  async #until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }
}

export type TestServer = TestState & { server: RunningHttpServer };

/** A plain request as bytes. */
export function request(
  method: string,
  path: string,
  options: { body?: string; headers?: string[] } = {},
): string {
  const lines = [`${method} ${path} HTTP/1.1`, "Host: localhost", ...(options.headers ?? [])];
  if (options.body !== undefined) lines.push(`Content-Length: ${options.body.length}`);
  return `${lines.join("\r\n")}\r\n\r\n${options.body ?? ""}`;
}

/** Enough turns on another connection that everything sent before has been read, if it is read at all. */
export async function roundTrips(client: RawClient): Promise<void> {
  const echo = request("POST", "/echo", { body: "x" });
  for (let i = 0; i < 50; i++) await client.send(echo).reply();
}
