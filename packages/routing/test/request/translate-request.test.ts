import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import fc from "fast-check";
import { HostOrigin } from "../../src/request/host-origin.js";
import { translateRequest, type RequestChanges } from "../../src/request/translate-request.js";
import { aClassification, aRequest } from "../support/requests.js";

function translated(changes: RequestChanges, target = "/a?x=1&y=2&x=3") {
  return translateRequest(aRequest({ target }), changes);
}

function refusal(changes: RequestChanges): string {
  try {
    translated(changes);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_argument") return error.message;
    throw error;
  }
  throw new Error("was not refused");
}

describe("a translated request", () => {
  test("is the same where nothing changed", () => {
    const request = translated({});
    expect([request.method, request.path, request.query, request.clientIp]).toEqual([
      "GET",
      "/a",
      "x=1&y=2&x=3",
      "192.0.2.10",
    ]);
  });

  test("has the new method, path, client and body, and is classified anew", () => {
    const classification = aClassification(
      [{ name: "b", type: "contentUrlPath", pattern: "/b" }],
      [{ name: "b", classifiers: ["b"] }],
    );
    const before = aRequest({ target: "/a?x=1" }, { classification });
    expect(before.isInGroup("b")).toBe(false);
    const changes = { method: "HEAD", path: "/b", clientIp: "2001:DB8::1", body: "text" };
    const request = translateRequest(before, changes);
    expect(request.isInGroup("b")).toBe(true);
    expect(request).toMatchObject({ method: "HEAD", clientIp: "2001:db8::1", body: "text" });
    expect(request.query).toBe("x=1");
  });

  test.each<[string, RequestChanges, string]>([
    ["overwrites at the first place", { queryParameters: [{ name: "x", value: "9" }] }, "x=9&y=2"],
    ["adds at the end", { queryParameters: [{ name: "z", value: "9" }] }, "x=1&y=2&x=3&z=9"],
    ["removes every one of a name", { queryParameters: [{ name: "x", value: undefined }] }, "y=2"],
    [
      "gives a name several values",
      {
        queryParameters: [
          { name: "y", value: "8" },
          { name: "y", value: "9" },
        ],
      },
      "x=1&y=8&y=9&x=3",
    ],
    ["takes the query of a new path", { path: "/b?q=1" }, "q=1"],
    ["empties the query", { path: "/b?" }, ""],
    [
      "encodes what no query may hold",
      { queryParameters: [{ name: "a=&b", value: "1 &2#é\r\n\ud800" }] },
      "x=1&y=2&x=3&a%3D%26b=1%20%262%23%C3%A9%0D%0A%EF%BF%BD",
    ],
    [
      "keeps what is encoded already",
      { queryParameters: [{ name: "a", value: "1%202+3=4" }] },
      "x=1&y=2&x=3&a=1%202+3=4",
    ],
  ])("%s", (_, changes, query) => {
    expect(translated(changes).query).toBe(query);
  });

  test("adds, overwrites and removes headers in any case, and its host follows", () => {
    const headers = [
      { name: "HOST", value: "Other.example" },
      { name: "User-Agent", value: undefined },
      { name: "X-A", value: "1" },
      { name: "X-A", value: "2" },
    ];
    const request = translated({ headers });
    expect(request.host).toBe("other.example");
    expect(request.header("user-agent")).toBeUndefined();
    expect(request.header("x-a")).toBe("1, 2");
    expect(request.headerPairs()).toHaveLength(3);
  });

  test.each<[RequestChanges, string]>([
    [
      { path: "//evil.example" },
      "request translation: Path or QueryParameters: request target starts with //, which names a host",
    ],
    [
      { path: "http://evil.example/" },
      "request translation: Path or QueryParameters: request target must be a path starting with /",
    ],
    [
      { path: "/a\r\nX: y" },
      "request translation: Path or QueryParameters: request target has the character 0x0d at 2: only visible ASCII is accepted",
    ],
    [{ clientIp: "localhost" }, "request translation: ClientIp is not an IP address"],
    [{ method: "GET /" }, "request translation: Method is not a method name"],
    [
      { headers: [{ name: "a b", value: "1" }] },
      "request translation: Headers: a name is not a header name",
    ],
    [
      { headers: [{ name: "a", value: "1\r\nb: 2" }] },
      "request translation: Headers: the value of a cannot be sent",
    ],
    [
      { headers: [{ name: "Host", value: "a/b" }] },
      "request translation: Headers: Host is not one host name",
    ],
    [
      {
        headers: [
          { name: "Host", value: "a" },
          { name: "host", value: "b" },
        ],
      },
      "request translation: Headers: Host is not one host name",
    ],
    [
      { queryParameters: Array.from({ length: 257 }, () => ({ name: "a", value: "1" })) },
      "request translation: QueryParameters has 257 entries, limit is 256",
    ],
  ])("refuses %j", (changes, message) => {
    expect(refusal(changes)).toBe(message);
  });

  test("never leads to a foreign host, whatever the function returned", () => {
    const there = HostOrigin.read({ hostname: "edge.example.net" }, "hosts[0]", []);
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("/", "//", "\\", "?", "#", "@evil", "\r\n", " ", "&", "=", "a"))
        .map((all) => all.join("")),
    );
    const queryParameters = fc.array(
      fc.record({ name: text, value: fc.option(text, { nil: undefined }) }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(text, queryParameters, (path, parameters) => {
        try {
          const request = translated({ path: `/${path}`, queryParameters: parameters });
          const location = there ? request.locationAt(there) : "";
          expect(location).toMatch(/^http:\/\/edge\.example\.net\/[!-~]*$/);
          expect(new URL(location)).toMatchObject({ host: "edge.example.net", hash: "" });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
