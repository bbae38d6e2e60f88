import { describe, expect, test } from "@jest/globals";
import type { RawRequest } from "../../src/request/request-reader.js";
import { RequestReader } from "../../src/request/request-reader.js";
import { aRawRequest, aRequest, someOptions } from "../support/requests.js";

function read(changes: Partial<RawRequest>, acceptsPost = false) {
  return new RequestReader(someOptions({ acceptsPost })).read(aRawRequest(changes));
}

describe("a request is refused", () => {
  test.each<[string, Partial<RawRequest>, string]>([
    [
      "in absolute form",
      { target: "http://evil.example/" },
      "request target must be a path starting with /",
    ],
    [
      "with two Host headers",
      { rawHeaders: ["Host", "a", "host", "a"] },
      "request has 2 Host headers, not one",
    ],
    ["without Host on HTTP/1.1", { rawHeaders: [] }, "request has no Host header"],
    ["with a Host that is none", { rawHeaders: ["Host", "a/b"] }, "Host header is not a host name"],
    [
      "with a control byte in Host",
      { rawHeaders: ["Host", "a\tb"] },
      "Host header is not a host name",
    ],
    ["with a user name in Host", { rawHeaders: ["Host", "a@b"] }, "Host header is not a host name"],
    ["with a list in Host", { rawHeaders: ["Host", "a, b"] }, "Host header is not a host name"],
  ])("%s", (_, changes, reason) => {
    expect(read(changes)).toEqual({ kind: "refused", status: 400, reason });
  });

  test("by its method, with those that are allowed", () => {
    expect(read({ method: "POST" })).toEqual({
      kind: "refused",
      status: 405,
      reason: "method is not allowed",
      allow: "GET, HEAD, OPTIONS",
    });
    expect(read({ method: "PUT" }, true)).toMatchObject({ allow: "GET, HEAD, OPTIONS, POST" });
    expect(read({ method: "get" })).toMatchObject({ status: 405 });
  });

  test("by closing the connection when an untrusted peer forwards for others", () => {
    const rawHeaders = ["Host", "a", "x-FORWARDED-for", "192.0.2.1"];
    expect(read({ rawHeaders })).toEqual({
      kind: "drop",
      reason: "X-Forwarded-For from 192.0.2.10, which is not in trustedProxies",
    });
  });
});

describe("a request is accepted", () => {
  test("without Host on HTTP/1.0, and its host is empty", () => {
    expect(aRequest({ httpVersion: "1.0", rawHeaders: [] }).host).toBe("");
  });

  test("with POST and its body where a translation function is configured", () => {
    const verdict = read({ method: "POST", body: "x" }, true);
    expect(verdict.kind === "request" && verdict.request.body).toBe("x");
  });

  test.each([
    ["Router.Example.NET:8080", "router.example.net"],
    ["router", "router"],
    ["192.0.2.1:80", "192.0.2.1"],
    ["[2001:DB8::1]:80", "[2001:db8::1]"],
    ["router:", "router"],
    ["", ""],
  ])("with the Host %j, which reads as %j", (host, expected) => {
    expect(aRequest({ rawHeaders: ["Host", host] }).host).toBe(expected);
  });
});
