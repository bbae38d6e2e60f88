import { describe, expect, test } from "@jest/globals";
import { readExplainQuestion } from "../../src/rest/explain-question.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi } from "./support/a-rest-api.js";

cleanUpAfterEach();

test("visits are texts", async () => {
  const { ask } = await aRestApi();
  expect((await ask("GET", "/v1/node_visits")).value).toEqual({ all: "3" });
});

test.each([
  [undefined, "application/xml"],
  ["*/*", "application/xml"],
  ["application/graphml+xml", "application/graphml+xml"],
  ["text/html", "application/xml"],
  ["application/json", "application/json"],
  ["text/html, application/json;q=0.9, */*;q=0.1", "application/json"],
])("the graph of visits for Accept: %s is %s", async (accept, contentType) => {
  const { ask } = await aRestApi();
  const headers = accept === undefined ? {} : { Accept: accept };
  const { text, headers: got } = await ask("GET", "/v1/node_visits_graph", { headers });
  expect(got.get("content-type")).toBe(contentType);
  if (contentType === "application/json") {
    expect(JSON.parse(text)).toMatchObject({
      nodes: expect.arrayContaining([{ id: "all", visits: "3" }]) as object,
      edges: expect.any(Array) as object,
    });
  } else expect(text).toMatch(/^<\?xml [^]*<node id="all"><data key="visits">3<\/data><\/node>/);
});

test("a question is handed to the core and its answer shown", async () => {
  const { ask, core } = await aRestApi();
  const body = {
    url: "https://cdn.example.net/a%2Fb?x=1&&y",
    method: "POST",
    body: "b",
    seed: 0.5,
  };
  const { status, value } = await ask("POST", "/v1/explain", { body });
  expect([status, value]).toEqual([200, { decision: "cache-1", target: "/a%2Fb?x=1&&y" }]);
  expect(core.questions).toEqual([
    {
      request: {
        method: "POST",
        target: "/a%2Fb?x=1&&y",
        rawHeaders: ["Host", "cdn.example.net"],
        peerAddress: "127.0.0.1",
        isEncrypted: true,
        httpVersion: "1.1",
        body: "b",
      },
      seed: 0.5,
    },
  ]);
});

describe("reading a question", () => {
  const read = (fields: Record<string, unknown>) => readExplainQuestion(fields, "192.0.2.9");

  test("takes defaults for what is left out", () => {
    expect(read({ url: "/a" })).toEqual({
      request: {
        method: "GET",
        target: "/a",
        rawHeaders: ["Host", "localhost"],
        peerAddress: "192.0.2.9",
        isEncrypted: false,
        httpVersion: "1.1",
        body: undefined,
      },
      seed: undefined,
    });
  });

  test("takes headers in order, a list as the same header several times", () => {
    const headers = { host: "a.example", Accept: ["x", "y"] };
    const { request } = read({ url: "/", headers, client_ip: "2001:db8::1", http_version: "1.0" });
    expect(request.rawHeaders).toEqual(["host", "a.example", "Accept", "x", "Accept", "y"]);
    expect([request.peerAddress, request.httpVersion]).toEqual(["2001:db8::1", "1.0"]);
  });

  test.each([
    ["http://a", "/"],
    ["http://a?x", "/?x"],
    ["HTTP://a:8080/b", "/b"],
    ["/a?b=http://c/", "/a?b=http://c/"],
  ])("takes of %s the target %s", (url, target) => {
    expect(read({ url }).request.target).toBe(target);
  });

  test.each([
    [{}, "url is missing"],
    [{ url: 1 }, "url must be a text, not a number"],
    [{ url: "ftp://a/" }, "url must be"],
    [{ url: "a" }, "url must be"],
    [{ url: "/a#b" }, "url must be"],
    [{ url: "/a b" }, "url must be"],
    [{ url: "/", clientIp: "1" }, 'unknown field "clientIp"; did you mean client_ip?'],
    [{ url: "http://a/", headers: { Host: "b" } }, "headers has a Host, and so has url"],
    [{ url: "/", headers: [] }, "headers must be an object, not a list"],
    [{ url: "/", headers: { "a b": "c" } }, 'headers: "a b" is not the name of a header'],
    [{ url: "/", headers: { a: "b\r\nc: d" } }, "must be a text of one line"],
    [{ url: "/", headers: { a: [1] } }, "must be a text of one line"],
    [{ url: "/", headers: { a: Array(101).fill("b") } }, "has 101 fields, limit is 100"],
    [{ url: "/", method: "get" }, "method must be"],
    [{ url: "/", http_version: "2" }, "http_version must be"],
    [{ url: "/", seed: 1 }, "seed must be a number"],
  ])("refuses %j: %s", (fields, message) => {
    expect(() => read(fields)).toThrow(message);
  });
});

test("readiness says why not, and when to ask again", async () => {
  const { ask } = await aRestApi({
    options: { isReady: () => ({ ready: false, reason: "no configuration" }) },
  });
  const { status, value, headers } = await ask("GET", "/ready", { key: null });
  expect([status, value]).toEqual([503, { ready: false, reason: "no configuration" }]);
  expect(headers.get("retry-after")).toBe("1");
});
