import { createServer, type Server } from "node:https";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import type { ExplainAnswer } from "../../src/core/explain.js";
import { KEY } from "../rest/support/a-rest-api.js";
import { atEnd, cleanUpAfterEach } from "../support/scratch.js";
import { aTlsRestApi } from "./support/a-tls-rest-api.js";
import { routeFiles } from "./support/route-files.js";
import { runRoute } from "./support/run-route.js";

cleanUpAfterEach();

const URL_TEXT = "http://cdn.example.net/film.m3u8?x=1";

const ANSWER: ExplainAnswer = {
  request: { method: "GET", path: "/film.m3u8" },
  session_groups: ["phones"],
  seed: 0.5,
  decision: "host",
  host: "default_host",
  location: "http://cache-1/film.m3u8",
  status: 302,
  next: "offload_host",
  health_ignored: ["edge"],
  steps: [
    { node: "dont_overload_cache", order: "sequential", depth: 0, outcome: "chosen", weight: 1 },
    {
      node: "dont_overload_cache.default_host",
      order: "host",
      depth: 1,
      outcome: "chosen",
      weight: 1,
      host: "default_host",
      gate: {
        condition: "cpu_load_ok()",
        lua: "return cpu_load_ok()",
        weight: 1,
        how: "memo",
        reads: [
          { path: "cache-1.hardware_metrics.cpu_load5", value: 0.5, age_seconds: 2.04 },
          { path: "cache-1.hardware_metrics.n_cpus" },
        ],
      },
    },
  ],
  hosts: [{ host: "default_host", healthy: false, reason: "failing: never()", checks: [] }],
  truncated: true,
};

/** A server that says the same to everyone, with the certificate of `aTlsRestApi`. */
async function aStranger(status: number, body: string): Promise<string> {
  const { certFile, keyFile } = await aTlsRestApi({});
  const server: Server = createServer(
    { cert: await readFile(certFile), key: await readFile(keyFile) },
    (_request, response) => {
      response.writeHead(status).end(body);
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => void server.close());
  return urlOf(server);
}

function urlOf(server: Server): string {
  const address = server.address();
  return `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

describe("asking a running router", () => {
  async function ask(answer: unknown, ...more: string[]) {
    const api = await aTlsRestApi(answer);
    const { key } = await routeFiles({ key: { api_key: KEY } });
    const argv = ["explain", "--url", URL_TEXT, "--router", api.url, "--key-file", key, ...more];
    return { ...(await runRoute(argv)), questions: api.questions, api, key };
  }

  test("shows the decision, then the walk with what was read, then the hosts' health", async () => {
    const { code, out, err } = await ask(ANSWER);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      [
        "Decision  default_host",
        "Location  http://cache-1/film.m3u8",
        "Status    302",
        "Next      offload_host",
        "Groups    phones",
        "Ignored   health of edge, too few metrics",
        "Seed      0.5",
        "",
        "Walk",
        "  dont_overload_cache [sequential], weight 1, chosen",
        "    dont_overload_cache.default_host [host default_host], weight 1, chosen",
        "        if cpu_load_ok() = 1 (memo)",
        "          cache-1.hardware_metrics.cpu_load5 = 0.5, 2.0 s old",
        "          cache-1.hardware_metrics.n_cpus: nothing is there",
        "",
        "Health",
        "  default_host: unhealthy, failing: never()",
        "",
        "There is more: only the first nodes and hosts are shown.",
        "",
      ].join("\n"),
    );
  });

  test("sends everything that was given and leaves the rest to the router", async () => {
    const options = ["--ip", "2001:db8::1", "--method", "head", "--seed", "0.125"];
    const headers = ["--header", "X-A: b: c ", "--header", "X-A:d", "--header", "User-Agent:"];
    const { questions } = await ask(ANSWER, ...options, ...headers);
    expect(questions).toMatchObject([
      {
        request: {
          method: "HEAD",
          target: "/film.m3u8?x=1",
          rawHeaders: ["Host", "cdn.example.net", "X-A", "b: c", "X-A", "d", "User-Agent", ""],
          peerAddress: "2001:db8::1",
          isEncrypted: false,
        },
        seed: 0.125,
      },
    ]);
    const plain = await ask(ANSWER);
    expect(plain.questions).toMatchObject([
      { request: { method: "GET", peerAddress: "127.0.0.1" }, seed: undefined },
    ]);
  });

  test("--json prints the answer, what it has in addition included", async () => {
    const { out } = await ask({ ...ANSWER, new_field: "\u009b" }, "--json");
    expect(out).not.toContain("\u009b");
    expect(JSON.parse(out)).toEqual({ ...ANSWER, new_field: "\u009b" });
  });

  test("nothing in an answer can steer the terminal", async () => {
    const evil = "\u001b[31m\n\u202e\u009b0m";
    const step = { node: evil, order: evil, depth: 0, outcome: evil, host: evil, reason: evil };
    const read = { path: evil, value: { [evil]: evil } };
    const gate = { condition: evil, lua: evil, weight: 0, how: evil, error: evil, reads: [read] };
    const { out } = await ask({
      ...ANSWER,
      host: evil,
      location: evil,
      next: evil,
      session_groups: [evil],
      health_ignored: [evil],
      steps: [{ ...step, gate }],
      hosts: [{ host: evil, healthy: true, reason: evil, checks: [gate] }],
    });
    expect(out).toContain("\\u001b[31m\\u000a\\u202e\\u009b0m");
    // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test("says in red and green on a terminal, unless NO_COLOR is set", async () => {
    const { api, key } = await ask(ANSWER);
    const argv = ["explain", "--url", "/", "--router", api.url, "--key-file", key];
    const coloured = await runRoute(argv, { isTty: true });
    expect(coloured.out).toContain("\u001b[32mchosen\u001b[39m");
    const plain = await runRoute(argv, { isTty: true, env: { NO_COLOR: "1" } });
    expect(plain.out).not.toContain("\u001b");
  });

  test.each([
    ["none", 503, "no host (503): no host qualifies"],
    ["refused", 400, "refused (400): no host qualifies"],
    ["dropped", 0, "dropped without an answer: no host qualifies"],
  ])("says in words what %s means", async (decision, status, text) => {
    const { host, location, next, ...rest } = ANSWER;
    expect([host, location, next]).not.toContain(undefined);
    const { code, out } = await ask({ ...rest, decision, status, reason: "no host qualifies" });
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe(`Decision  ${text}`);
  });

  test("a wrong key is told, and not shown", async () => {
    const { api } = await ask(ANSWER);
    const { wrong } = await routeFiles({ wrong: { api_key: "some-other-key-of-a-router" } });
    const { code, out, err } = await runRoute([
      ...["explain", "--url", "/", "--router", api.url],
      ...["--key-file", wrong],
    ]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^route explain: https:.* answered 401: .*; see --key-file\n$/);
    expect(err).not.toContain("some-other-key");
  });

  test("--ca accepts the router's own certificate and no other", async () => {
    const { code } = await ask(ANSWER);
    expect(code).toBe(0);
    const one = await ask(ANSWER);
    const other = await aTlsRestApi(ANSWER);
    const argv = ["explain", "--url", "/", "--router", one.api.url, "--key-file", one.key, "--ca"];
    expect((await runRoute([...argv, one.api.certFile])).code).toBe(0);
    const refused = await runRoute([...argv, other.certFile]);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/cannot be asked \(.*CERT.*\)/);
    expect(one.questions).toHaveLength(2);
  });

  test("warns when the key goes to another machine unchecked", async () => {
    const { key } = await routeFiles({ key: { api_key: KEY } });
    const router = ["--router", "https://0.0.0.0:1"];
    const { code, err } = await runRoute(["explain", "--url", "/", ...router, "--key-file", key]);
    expect(code).toBe(1);
    expect(err).toMatch(/^route explain: warning: the API key goes to 0\.0\.0\.0:1, whose/);
    expect(err).not.toContain(KEY);
  });

  test("a question the router refuses is told in its words", async () => {
    const { code, err } = await ask(ANSWER, "--header", "Host: b");
    expect(code).toBe(1);
    expect(err).toContain("answered 400: headers has a Host, and so has url");
  });

  test.each([
    [200, "<html>", "the answer is not JSON; is this a router?"],
    [200, "{}", "the answer is not an explanation; is this a router?"],
    [200, "[]", "the answer is not an explanation; is this a router?"],
    [404, '"no such\\u001b path"', "answered 404: no such\\u001b path"],
    [500, "oh\r\n", "answered 500: oh"],
    [302, "", "answered 302: "],
  ])("a stranger's %s %j is one line: %s", async (status, body, message) => {
    const router = await aStranger(status, body);
    const { code, out, err } = await runRoute(["explain", "--url", "/", "--router", router]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^route explain: [^\n]*\n$/);
    expect(err).toContain(message);
  });

  test("nobody there is one line", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = urlOf(server);
    server.close();
    await once(server, "close");
    const { code, err } = await runRoute(["explain", "--url", "/", "--router", url]);
    expect(code).toBe(1);
    expect(err).toBe(
      `route explain: ${url} cannot be asked: nobody listens there (ECONNREFUSED)\n`,
    );
  });

  test("a key file that is no key file is named, and not quoted", async () => {
    const { key } = await routeFiles({ key: '"short"' });
    const { code, err } = await runRoute(["explain", "--url", "/", "--key-file", key]);
    expect(code).toBe(2);
    expect(err).toContain(`${key}: a key in the API key file has fewer than`);
    const missing = await runRoute(["explain", "--url", "/", "--key-file", `${key}.not`]);
    expect([missing.code, missing.err]).toEqual([
      2,
      `route explain: ${key}.not: there is no such file\n`,
    ]);
  });
});
