import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { once } from "node:events";
import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import { Selectors, type SelectorRequest } from "../../src/upstream/ask-selector.js";
import { atEnd, cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

const TIMEOUTS = { connectMs: 1_000, responseMs: 5_000 };

async function aSelector(
  answer: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function selectors(clock = systemClock): Selectors {
  const made = new Selectors({
    clock,
    maxConnectionsPerHost: 2,
    maxIdleMs: 5_000,
    verifyCertificates: true,
  });
  atEnd(() => made.close());
  return made;
}

const asked = (port: number, more: Partial<SelectorRequest> = {}): SelectorRequest => ({
  isEncrypted: false,
  hostname: "127.0.0.1",
  port,
  method: "GET",
  target: "/a/b.m3u8?x=1",
  headers: [["Host", "router.example"]],
  body: undefined,
  allowAnyRedirectType: false,
  ...more,
});

const redirect =
  (status: number, location = "http://edge.example/x?y=1") =>
  (_req: IncomingMessage, res: ServerResponse): void => {
    res.writeHead(status, { Location: location }).end("elsewhere");
  };

describe("a selector", () => {
  test("is sent the request as it is, and its redirect is the answer", async () => {
    const seen: (string | undefined)[] = [];
    const port = await aSelector((req, res) => {
      seen.push(req.method, req.url, req.headers.host, req.headers["x-forwarded-for"] as string);
      redirect(302)(req, res);
    });
    const headers = [
      ["Host", "router.example"],
      ["X-Forwarded-For", "192.0.2.1"],
    ] as const;
    const answer = await selectors().ask(asked(port, { headers }), TIMEOUTS);
    expect(answer).toEqual({ status: 302, location: "http://edge.example/x?y=1" });
    expect(seen).toEqual(["GET", "/a/b.m3u8?x=1", "router.example", "192.0.2.1"]);
  });

  test.each([200, 301, 307, 404, 500])("that answers %i has failed", async (status) => {
    const port = await aSelector(redirect(status));
    await expect(selectors().ask(asked(port), TIMEOUTS)).rejects.toMatchObject({
      code: "upstream_failed",
    });
  });

  test.each([301, 302, 303, 307, 308])(
    "may answer %i where any redirect is allowed",
    async (status) => {
      const port = await aSelector(redirect(status));
      const answer = selectors().ask(asked(port, { allowAnyRedirectType: true }), TIMEOUTS);
      expect(await answer).toMatchObject({ status });
    },
  );

  test("that names no place, or one that would break our reply, has failed", async () => {
    const port = await aSelector((_req, res) => res.writeHead(302).end());
    await expect(selectors().ask(asked(port), TIMEOUTS)).rejects.toMatchObject({
      code: "upstream_failed",
    });
    const odd = await aSelector(redirect(302, "http://a.example/b c"));
    await expect(selectors().ask(asked(odd), TIMEOUTS)).rejects.toMatchObject({
      code: "upstream_failed",
    });
  });

  test("that is not there has failed", async () => {
    const gone = createTcpServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const address = gone.address();
    const port = typeof address === "object" && address ? address.port : 0;
    gone.close();
    await once(gone, "close");
    await expect(selectors().ask(asked(port), TIMEOUTS)).rejects.toMatchObject({
      code: "upstream_failed",
    });
  });

  test("that does not answer in time is given up", async () => {
    let isAsked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (isAsked = resolve));
    const port = await aSelector(() => isAsked());
    const clock = new FakeClock();
    const answer = selectors(clock).ask(asked(port), TIMEOUTS);
    const outcome = expect(answer).rejects.toMatchObject({ code: "upstream_timeout" });
    await arrived;
    clock.advance(5_000);
    await outcome;
  });

  test("is reached by as many connections as the configuration in force allows", async () => {
    const waiting: ServerResponse[] = [];
    let isOpen = false;
    let allArrived: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (allArrived = resolve));
    const port = await aSelector((req, res) => {
      if (isOpen) redirect(302)(req, res);
      else if (waiting.push(res) === 4) allArrived();
    });
    const made = selectors();
    const ask = () => made.ask(asked(port), TIMEOUTS);
    const early = [ask(), ask(), ask()];
    made.configure({ maxConnectionsPerHost: 2, maxIdleMs: 5_000 });
    made.configure({ maxConnectionsPerHost: 4, maxIdleMs: 5_000 });
    const late = [ask(), ask()];
    // Two by the first pool, two more by the second; the third of the first waits for a connection.
    await arrived;
    isOpen = true;
    for (const res of waiting) res.writeHead(302, { Location: "http://edge.example/" }).end();
    const answers = await Promise.all([...early, ...late]);
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302, 302, 302]);
  });
});

test.each(["/x", "//edge.example/x", "javascript:alert(1)", "http:///x", "http:/x", "ftp://a/x"])(
  "a selector that answers with %s gave no place to send a client to",
  async (location) => {
    const port = await aSelector(redirect(302, location));
    await expect(selectors().ask(asked(port), TIMEOUTS)).rejects.toThrow("not a redirect to use");
  },
);

test("a selector whose body does not end loses its connection, and its redirect counts", async () => {
  let onClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (onClosed = resolve));
  const port = await aSelector((_req, res) => {
    res.writeHead(302, { Location: "http://edge.example/" });
    res.write(Buffer.alloc(1_000_000));
    res.once("close", () => onClosed());
  });
  const { location } = await selectors().ask(asked(port), TIMEOUTS);
  expect(location).toBe("http://edge.example/");
  await closed;
});
