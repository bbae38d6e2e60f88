import { request } from "node:http";
import { describe, expect, test } from "@jest/globals";
import { aRouter, SERVICE_ID, type TestRouter } from "../support/a-router.js";
import { metrics, OVERLOAD_DOCUMENT } from "../support/documents.js";
import { cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function ask(
  { server }: TestRouter,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
): Promise<Reply> {
  const { method = "GET", headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: server.port, path, method, headers },
      (reply) => {
        let text = "";
        reply.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        reply.on("end", () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const hostGroups = (...names: string[]) => [
  {
    name: "edge",
    type: "host",
    hosts: names.map((name) => ({ name, hostname: `${name}.example` })),
  },
];
const toHost = (document: object) => ({
  entrypoint: "start",
  hostGroups: hostGroups("a", "b"),
  ...document,
});

describe("the documented rule", () => {
  test("redirects to the cache while its load is fine, elsewhere when it is not, and when its metrics are gone", async () => {
    const router = await aRouter(OVERLOAD_DOCUMENT);
    expect((await ask(router, "/a.m3u8")).headers["location"]).toBe(
      "http://offload.example.net/a.m3u8",
    );
    router.core.input.timestamped.put(metrics(1));
    expect((await ask(router, "/a.m3u8")).headers["location"]).toBe("http://cache-1/a.m3u8");
    router.core.input.timestamped.put(metrics(1.8));
    expect((await ask(router, "/a.m3u8")).headers["location"]).toBe(
      "http://offload.example.net/a.m3u8",
    );
    expect(router.core.visits.byId().get("dont_overload_cache")).toBe(3);
  });

  test("the reply is a 302 with CORS, identity and no-store, and nothing in it", async () => {
    const reply = await ask(await aRouter(OVERLOAD_DOCUMENT), "/live/ch1.mpd?x=1&y=%20");
    expect(reply).toMatchObject({ status: 302, body: "" });
    expect(reply.headers).toMatchObject({
      location: "http://offload.example.net/live/ch1.mpd?x=1&y=%20",
      "access-control-allow-origin": "*",
      "x-service-identity": SERVICE_ID,
      "cache-control": "no-store",
      "content-length": "0",
    });
  });
});

describe("the content listener", () => {
  test("answers HEAD as GET, OPTIONS with permissive CORS, and other methods with 405", async () => {
    const router = await aRouter(OVERLOAD_DOCUMENT);
    expect(await ask(router, "/x", { method: "HEAD" })).toMatchObject({ status: 302, body: "" });
    const preflight = await ask(router, "/x", { method: "OPTIONS" });
    expect(preflight).toMatchObject({ status: 204 });
    expect(preflight.headers["access-control-allow-methods"]).toBe("GET, HEAD, OPTIONS");
    const refused = await ask(router, "/x", { method: "POST", body: "x" });
    expect(refused.status).toBe(405);
    expect(refused.headers["allow"]).toBe("GET, HEAD, OPTIONS");
    expect(router.counts.invalid.plain).toBe(1);
  });

  test("answers 503 with an empty body when nobody qualifies", async () => {
    const router = await aRouter(toHost({ rules: [{ name: "start", type: "deny", onMiss: "a" }] }));
    expect(await ask(router, "/x")).toMatchObject({ status: 503, body: "" });
    expect(router.counts.unhandled).toBe(1);
    expect((await ask(await aRouter(), "/x")).status).toBe(503);
  });

  test("drops a request with X-Forwarded-For from a proxy that is not trusted, without a byte", async () => {
    const router = await aRouter(OVERLOAD_DOCUMENT);
    await expect(
      ask(router, "/x", { headers: { "X-Forwarded-For": "192.0.2.1" } }),
    ).rejects.toThrow("socket hang up");
    expect(router.dropped).toEqual(["127.0.0.1"]);
  });

  test("believes a trusted proxy", async () => {
    const rule = {
      name: "start",
      type: "split",
      condition: "request.client_ip == '192.0.2.1'",
      onMatch: "a",
      onMiss: "b",
    };
    const settings = { trustedProxies: ["127.0.0.1"] };
    const router = await aRouter(toHost({ rules: [rule], settings }));
    const headers = { "X-Forwarded-For": "192.0.2.1" };
    expect((await ask(router, "/x", { headers })).headers["location"]).toBe("http://a.example/x");
    expect((await ask(router, "/x")).headers["location"]).toBe("http://b.example/x");
  });

  test("routes by a condition that only the Lua worker can evaluate", async () => {
    const condition =
      "(function() for i = 1, 10 do if request.path == '/x' then return 1 end end return 0 end)()";
    const router = await aRouter(
      toHost({ rules: [{ name: "start", type: "split", condition, onMatch: "a", onMiss: "b" }] }),
    );
    expect((await ask(router, "/x")).headers["location"]).toBe("http://a.example/x");
    expect((await ask(router, "/y")).headers["location"]).toBe("http://b.example/y");
  });

  test("an endless loop in a condition counts as 0 and the next request is answered as well", async () => {
    const condition =
      "(function() while true do pcall(function() while true do end end) end end)()";
    const router = await aRouter(
      toHost({ rules: [{ name: "start", type: "split", condition, onMatch: "a", onMiss: "b" }] }),
    );
    expect((await ask(router, "/x")).headers["location"]).toBe("http://b.example/x");
    expect((await ask(router, "/y")).headers["location"]).toBe("http://b.example/y");
  });

  test("a request hook changes path, query and headers", async () => {
    const request =
      "return HTTPRequest({Path = '/other', QueryParameters = {{'x', '2'}, {'gone', nil}}})";
    const router = await aRouter(
      toHost({
        rules: [{ name: "start", type: "allow", onMatch: "a" }],
        translationFunctions: { request },
      }),
    );
    expect((await ask(router, "/x?x=1&gone=1")).headers["location"]).toMatch(
      /^http:\/\/a\.example\/other\?x=2/,
    );
  });

  test("a response hook changes code, headers and body", async () => {
    const response =
      "return HTTPResponse({Code = 200, Body = 'gone fishing', Headers = {{'X-Why', 'because'}, {'Location', nil}}})";
    const router = await aRouter(
      toHost({
        rules: [{ name: "start", type: "allow", onMatch: "a" }],
        translationFunctions: { response },
      }),
    );
    const reply = await ask(router, "/x");
    expect(reply).toMatchObject({ status: 200, body: "gone fishing" });
    expect(reply.headers["x-why"]).toBe("because");
  });

  test("asks a redirecting host, takes the next one when it fails, and counts the attempt", async () => {
    const groups = [
      {
        name: "selectors",
        type: "redirecting",
        httpPort: 1,
        hosts: [{ name: "gone", hostname: "127.0.0.1" }],
      },
      ...hostGroups("a"),
    ];
    const rules = [{ name: "start", type: "firstMatch", targets: ["gone", "a"] }];
    const router = await aRouter({ entrypoint: "start", hostGroups: groups, rules });
    expect((await ask(router, "/x")).headers["location"]).toBe("http://a.example/x");
    expect(router.counts.upstreamFailures).toBe(1);
  });

  test("writes an access log in the combined format, the token masked", async () => {
    const tuning = { general: { accessLog: true } };
    const router = await aRouter({ ...OVERLOAD_DOCUMENT, tuning });
    await ask(router, "/x?token=geheim&expires=1", { headers: { "User-Agent": 'a "b" \u00e4' } });
    const lines = router.log.events
      .filter(({ event }) => event === "access")
      .map(({ message }) => message);
    expect(lines).toEqual([
      expect.stringMatching(
        /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/x\?\S+ HTTP\/1\.1" 302 0 "-" "a \\x22b\\x22 .*"$/,
      ),
    ]);
    expect(lines.join()).not.toContain("geheim");
  });
});
