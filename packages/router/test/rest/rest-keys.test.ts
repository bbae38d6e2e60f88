import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi, KEY, type RestApi } from "./support/a-rest-api.js";

cleanUpAfterEach();

const WRONG = "not-the-right-key-of-this-router";

/** Everything the server sends to exactly these header lines. */
async function raw({ port }: RestApi, ...lines: string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write([...lines, "Host: a", "Connection: close", "", ""].join("\r\n"));
  return text(socket);
}

const withoutDate = (reply: string): string => reply.replace(/Date: [^\r]*\r\n/, "");

test("a missing, a wrong and a doubled key get the very same answer, and nothing is done", async () => {
  const api = await aRestApi();
  api.core.input.plain.replace([], { a: 1 });
  const line = "DELETE /v2/selection_input HTTP/1.1";
  const replies = [
    await raw(api, line),
    await raw(api, line, `X-API-Key: ${WRONG}`),
    await raw(api, line, `X-API-Key: ${KEY}`, `X-API-Key: ${KEY}`),
    await raw(api, line, `X-API-Key: ${KEY}`, "x-api-key:"),
  ].map(withoutDate);
  expect(new Set(replies).size).toBe(1);
  expect(replies[0]).toMatch(/^HTTP\/1\.1 401 [^]*"X-API-Key is missing or wrong"$/);
  expect(api.core.input.at([])).toEqual({ a: 1 });
});

test("the key is asked for before the path, the method, the query and the body are judged", async () => {
  const { ask } = await aRestApi();
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["GET", "/%zz"],
    ["PATCH", "/v1/config"],
    ["GET", "/v1/config?x=1"],
    ["PUT", "/v1/config"],
  ] as const) {
    const sent = method === "PUT" ? { key: null, body: "no json" } : { key: null };
    expect((await ask(method, path, sent)).status).toBe(401);
  }
});

test("health, readiness and, unless set otherwise, the metrics are open", async () => {
  const open = await aRestApi();
  for (const path of ["/health", "/ready", "/m1/v1/metrics?name[]=up"]) {
    expect((await open.ask("GET", path, { key: null })).status).toBe(200);
  }
  const closed = await aRestApi({ requiresKeyForMetrics: true });
  expect((await closed.ask("GET", "/m1/v1/metrics", { key: null })).status).toBe(401);
  expect((await closed.ask("GET", "/m1/v1/metrics")).text).toBe("up 1\n");
});

test("who is refused 20 times within a minute is told to wait, but a right key still opens", async () => {
  const { ask, guardClock, refusals } = await aRestApi();
  for (let count = 1; count <= 20; count++) {
    expect((await ask("GET", "/v1/config", { key: WRONG })).status).toBe(401);
  }
  guardClock.advance(20_000);
  for (const key of [WRONG, null]) {
    const { status, headers, value } = await ask("GET", "/v1/config", { key });
    expect([status, headers.get("retry-after")]).toEqual([429, "40"]);
    expect(value).toBe("too many requests without the right X-API-Key");
  }
  expect((await ask("GET", "/v1/config")).status).toBe(200);
  guardClock.advance(40_000);
  expect((await ask("GET", "/v1/config", { key: WRONG })).status).toBe(401);
  expect(refusals.filter((how) => how === "limited")).toHaveLength(2);
});

test("callers of this machine need a key unless they are exempt", async () => {
  const strict = await aRestApi();
  expect((await strict.ask("GET", "/v1/config", { key: null })).status).toBe(401);
  const lenient = await aRestApi({ exemptLoopback: true });
  expect((await lenient.ask("GET", "/v1/config", { key: null })).status).toBe(200);
});

test.each(["Origin", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"])(
  "a request with %s comes from somebody else than this machine, so it is not exempt",
  async (name) => {
    const api = await aRestApi({ exemptLoopback: true });
    const reply = await raw(api, "GET /v1/config HTTP/1.1", `${name}: x`);
    expect(reply).toMatch(/^HTTP\/1\.1 401 /);
  },
);

test("no key reaches the log", async () => {
  const { ask, events } = await aRestApi({
    options: { metrics: () => Promise.reject(new Error("no metrics today")) },
  });
  await ask("GET", "/v1/config", { key: WRONG });
  const { status, value } = await ask("GET", `/m1/v1/metrics?key=${KEY}`);
  expect([status, value]).toEqual([500, "internal error"]);
  expect(events).toMatchObject([
    {
      level: "error",
      event: "rest_request_failed",
      message: "internal: internal error",
      fields: { code: "internal", path: "/m1/v1/metrics" },
    },
  ]);
  expect(JSON.stringify(events)).toContain("no metrics today");
  expect(JSON.stringify(events)).not.toMatch(new RegExp(`${KEY}|${WRONG}`));
});

test("a browser is told before it sends the key what it may send", async () => {
  const { ask } = await aRestApi();
  const { status, text: body, headers } = await ask("OPTIONS", "/v1/config", { key: null });
  expect([status, body]).toEqual([204, ""]);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS, PUT");
  expect(headers.get("access-control-allow-headers")).toMatch(/X-API-Key/);
});

test("errors carry the same headers as other answers", async () => {
  const { ask } = await aRestApi();
  const errors = [
    await ask("GET", "/v1/config", { key: null }),
    await ask("GET", "/nothing"),
    await ask("PATCH", "/v1/config"),
    await ask("PUT", "/v1/config", { body: "{" }),
  ];
  expect(errors.map(({ status }) => status)).toEqual([401, 404, 405, 400]);
  for (const { headers, value } of errors) {
    expect(typeof value).toBe("string");
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("x-service-identity")).toBe("router-1");
    expect(headers.get("cache-control")).toBe("no-store");
  }
});
