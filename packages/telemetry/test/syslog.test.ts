import "reflect-metadata";
import { afterEach, describe, expect, test } from "@jest/globals";
import { X509CertificateGenerator, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { systemClock } from "@signalbox/clock";
import { webcrypto } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { createServer as createTlsServer, Server as TlsServer } from "node:tls";
import { createLogger, type Logger, type SyslogOptions } from "../src/index.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Lines as they come in, each to be awaited. */
class Inbox {
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string) => void)[] = [];

  put(line: string): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#lines.push(line);
    else waiter(line);
  }

  next(): Promise<string> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Takes octet-counted lines apart, however they were split on the way. */
function readFrames(socket: Socket, inbox: Inbox): void {
  let pending = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const blank = pending.indexOf(" ");
      const lengthBytes = Number(pending.subarray(0, Math.max(blank, 0)).toString());
      if (blank < 1 || pending.length < blank + 1 + lengthBytes) return;
      inbox.put(pending.subarray(blank + 1, blank + 1 + lengthBytes).toString());
      pending = pending.subarray(blank + 1 + lengthBytes);
    }
  });
}

async function listen(server: Server, port = 0) {
  const inbox = new Inbox();
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  const ready = server instanceof TlsServer ? "secureConnection" : "connection";
  server.on(ready, (socket: Socket) => readFrames(socket, inbox));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  cleanUps.push(close);
  const address = server.address() as AddressInfo; // a TCP server that listens has no other kind
  return { inbox, port: address.port, close };
}

function aLogger(syslog: Omit<SyslogOptions, "host" | "appName">, onDropped?: () => void): Logger {
  const logger = createLogger({
    component: "cachemanager",
    level: "info",
    format: "console",
    clock: systemClock,
    hostname: "node1",
    ...(onDropped === undefined ? {} : { onDropped }),
    syslog: { host: "127.0.0.1", appName: "cache-manager", minRetryMs: 5, ...syslog },
  });
  cleanUps.push(() => logger.close());
  return logger;
}

const eventOf = (message: string) => ({ level: "notice", event: "test", message }) as const;
const LINE = /^<29>1 \S+Z node1 cache-manager \d+ test - cachemanager : \[NOTICE\] one$/;

async function selfSigned(name: string): Promise<{ cert: string; key: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const now = systemClock.wallMs();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      notBefore: new Date(now - 60_000),
      notAfter: new Date(now + 3_600_000),
      signingAlgorithm: algorithm,
      keys,
      extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString(
    "base64",
  );
  return {
    cert: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}

describe("syslog over UDP", () => {
  test("each event is one datagram", async () => {
    const receiver = createSocket("udp4");
    cleanUps.push(() => void receiver.close());
    const inbox = new Inbox();
    receiver.on("message", (message) => inbox.put(message.toString()));
    receiver.bind(0, "127.0.0.1");
    await once(receiver, "listening");
    const logger = aLogger({ protocol: "udp", port: receiver.address().port });
    logger.log(eventOf("one"));
    logger.log(eventOf("two\nlines"));
    expect(await inbox.next()).toMatch(LINE);
    expect(await inbox.next()).toMatch(/two\\nlines$/);
    await logger.close();
  });

  test("nobody listening harms nothing", async () => {
    const taken = createSocket("udp4").bind(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address();
    taken.close();
    const logger = aLogger({ protocol: "udp", port });
    for (let count = 0; count < 20; count++) logger.log(eventOf("one"));
    await logger.close();
  });
});

describe("syslog over TCP", () => {
  test("lines carry their length and arrive in order", async () => {
    const { inbox, port } = await listen(createTcpServer());
    const logger = aLogger({ protocol: "tcp", port });
    logger.log(eventOf("one"));
    logger.log(eventOf("zwölf"));
    expect(await inbox.next()).toMatch(LINE);
    expect(await inbox.next()).toMatch(/zwölf$/);
  });

  test("a receiver that restarts is found again", async () => {
    const first = await listen(createTcpServer());
    const logger = aLogger({ protocol: "tcp", port: first.port });
    logger.log(eventOf("one"));
    await first.inbox.next();
    await first.close();
    const server = createTcpServer();
    const found = once(server, "connection");
    const second = await listen(server, first.port);
    await found;
    logger.log(eventOf("two"));
    expect(await second.inbox.next()).toMatch(/two$/);
  });

  test("closing the logger waits until queued lines are out", async () => {
    const { inbox, port } = await listen(createTcpServer());
    const logger = aLogger({ protocol: "tcp", port });
    for (let count = 0; count < 500; count++) logger.log(eventOf(`line ${count}`));
    await logger.close();
    for (let count = 0; count < 500; count++) expect(await inbox.next()).toContain(`line ${count}`);
  });

  test("a receiver that is away costs the oldest lines, counted", async () => {
    const { port, close } = await listen(createTcpServer());
    await close();
    let dropped = 0;
    const logger = aLogger(
      { protocol: "tcp", port, maxQueuedLines: 10, flushTimeoutMs: 50 },
      () => dropped++,
    );
    for (let count = 0; count < 100; count++) logger.log(eventOf(`line ${count}`));
    await logger.close();
    expect(dropped).toBe(100);
  });
});

describe("syslog over TLS", () => {
  test("lines arrive at a receiver whose certificate is trusted", async () => {
    const identity = await selfSigned("logs.example");
    const { inbox, port } = await listen(createTlsServer(identity));
    const tls = { ca: identity.cert, servername: "logs.example" };
    const logger = aLogger({ protocol: "tls", port, tls });
    logger.log(eventOf("one"));
    expect(await inbox.next()).toMatch(LINE);
  });

  test.each([
    ["an unknown authority", false, "logs.example"],
    ["another name", true, "other.example"],
  ])("nothing is sent to a receiver with %s", async (_why, isTrusted, servername) => {
    const identity = await selfSigned("logs.example");
    const other = await selfSigned("logs.example");
    const server = createTlsServer(identity);
    const { inbox, port } = await listen(server);
    let isLeaked = false;
    void inbox.next().then(() => (isLeaked = true));
    const tls = { ca: (isTrusted ? identity : other).cert, servername };
    const logger = aLogger({ protocol: "tls", port, tls, flushTimeoutMs: 50 });
    logger.log(eventOf("one"));
    await once(server, "connection");
    await once(server, "connection");
    await logger.close();
    expect(isLeaked).toBe(false);
  });
});
