import { afterEach, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { systemClock } from "@signalbox/clock";
import { webhookOutput } from "../../../src/alerts/outputs/webhook-output.js";
import { aNotice } from "./a-notice.js";

interface Posted {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { readonly alerts: readonly { readonly id: string }[] };
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A receiver that answers with these statuses one after the other, then 204. */
async function aReceiver(statuses: readonly number[]) {
  const posted: Posted[] = [];
  const left = [...statuses];
  server = createServer((req, res) => {
    void bodyOf(req).then((body) => {
      const { authorization } = req.headers;
      // The test's own receiver: what it reads is what the test expects.
      posted.push({ url: req.url, authorization, body: JSON.parse(body) as Posted["body"] });
      res.writeHead(left.shift() ?? 204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook/here?site=a`, posted };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  // The type of a request's pieces is any.
  for await (const piece of req) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

function anOutput(url: string) {
  const troubles: string[] = [];
  const output = webhookOutput({
    url,
    token: "secret-token",
    timeoutMs: 5000,
    maxWaiting: 100,
    initialDelayMs: 10,
    maxDelayMs: 10,
    clock: systemClock,
    random: () => 0,
    onTrouble: ({ message }) => troubles.push(message),
  });
  return { output, troubles };
}

describe("the webhook", () => {
  test("is posted what changed, with the token", async () => {
    const { url, posted } = await aReceiver([]);
    const { output } = anOutput(url);
    output.send(aNotice());
    await output.close(10_000);

    expect(posted).toEqual([
      {
        url: "/hook/here?site=a",
        authorization: "Bearer secret-token",
        body: {
          version: 1,
          alerts: [
            {
              rule: "busy",
              source: "site-a",
              type: "node",
              id: "a.example.net_node_pc1",
              event: "cpu_util",
              state: "critical",
              previous: "ok",
              kind: "change",
              missing: false,
              value: 93,
              ts: 1_700_000_000_000_000,
              since: "2023-11-14T22:13:20.000Z",
              at: "2023-11-14T22:13:20.500Z",
              text: "cpu_util of node a.example.net_node_pc1 is 93",
            },
          ],
        },
      },
    ]);
  });

  test("is not told of a first state that is OK", async () => {
    const { url, posted } = await aReceiver([]);
    const { output } = anOutput(url);
    output.send(aNotice({ kind: "first", level: "ok" }));
    await output.close(10_000);
    expect(posted).toEqual([]);
  });

  test("gets again what it failed to take, and nothing is lost", async () => {
    const { url, posted } = await aReceiver([500, 429, 503]);
    const { output } = anOutput(url);
    for (const objectId of ["a", "b", "c"]) output.send(aNotice({ objectId }));
    await output.close(10_000);
    expect(posted.map(({ body }) => body.alerts.map(({ id }) => id).join(" "))).toEqual([
      "a",
      "a",
      "a",
      "a",
      "b c",
    ]);
    expect(output.counts()).toEqual({ delivered: 3, dropped: 0, failures: 3, waiting: 0 });
  });

  test("is spared what it refuses", async () => {
    const { url, posted } = await aReceiver([404]);
    const { output, troubles } = anOutput(url);
    output.send(aNotice({ objectId: "a" }));
    output.send(aNotice({ objectId: "b" }));
    await output.close(10_000);
    expect(posted).toHaveLength(2);
    expect(output.counts()).toMatchObject({ delivered: 1, dropped: 1 });
    expect(troubles).toEqual([`${new URL(url).origin}: the webhook answered 404`]);
  });

  test("must have a URL", () => {
    expect(() => anOutput("not a url")).toThrow("alerts.webhook_url is no URL");
  });
});
