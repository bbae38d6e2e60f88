import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aStartedRouter, type Reply, type StartedRouter } from "./support/a-started-router.js";
import { cleanUp } from "./support/scratch.js";

let started: StartedRouter;
beforeAll(async () => {
  started = await aStartedRouter({
    sets: [
      "service_id=edge-1",
      "selection_input.max_body_size=1KB",
      "metrics_ingest_server.max_body_size=1KB",
    ],
  });
});
afterAll(cleanUp);

const HUGE = "x".repeat(2_000);
const put = (body: string, headers = {}) => ({ method: "PUT", body, headers });
const post = (body: string, headers = {}) => ({ method: "POST", body, headers });
const BROTLI = { "Content-Encoding": "br" };
const METRICS = "/v2/timestamped_selection_input";

test.each([
  ["a body beyond the limit", METRICS, put(HUGE), 413, "request body is larger than 1024 bytes"],
  [
    "another encoding than gzip",
    METRICS,
    put("{}", BROTLI),
    415,
    "Content-Encoding may only be gzip",
  ],
  [
    "no gzip that says it is",
    METRICS,
    put("{}", { "Content-Encoding": "gzip" }),
    400,
    "request body is not valid gzip",
  ],
  ["an expectation", "/v1/config", put("{}", { Expect: "x" }), 417, "Expect is not supported"],
])(
  "the REST API answers %s with a JSON string and its usual fields",
  async (_name, path, asked, status, text) => {
    const reply = await started.ask("rest", path, asked);
    expect([reply.status, JSON.parse(reply.body)]).toEqual([status, text]);
    expect(reply.headers["access-control-allow-origin"]).toBe("*");
    expect(reply.headers["x-service-identity"]).toBe("edge-1");
  },
);

const told = ({ status, headers, body }: Reply): unknown[] => [
  status,
  headers["x-influxdb-error"],
  JSON.parse(body),
];

test("an InfluxDB 1.x client is told of a refused body as it reads it", async () => {
  const text = "request body is larger than 1024 bytes";
  const reply = await started.ask("ingest", "/write?db=x", post(HUGE));
  expect(told(reply)).toEqual([413, text, { error: text }]);
  expect(reply.headers["x-influxdb-version"]).toBeDefined();
});

test("an InfluxDB 2.x client is told of a refused body, and of a wrong method, as it reads it", async () => {
  const text = "Content-Encoding may only be gzip";
  const refused = { code: "invalid", message: text, op: "write", err: text };
  expect(told(await started.ask("ingest", "/api/v2/write", post("x", BROTLI)))).toEqual([
    415,
    text,
    refused,
  ]);
  const reply = await started.ask("ingest", "/api/v2/write", { method: "DELETE" });
  expect([reply.status, JSON.parse(reply.body)]).toMatchObject([
    405,
    { code: "method not allowed" },
  ]);
});

test("a client that asks for redirects gets a line of text and the usual fields", async () => {
  const reply = await started.ask("content", "/a", { headers: { Expect: "x" } });
  expect([reply.status, reply.body]).toEqual([417, "Expect is not supported\n"]);
  expect(reply.headers["x-service-identity"]).toBe("edge-1");
  expect(reply.headers["cache-control"]).toBe("no-store");
});
