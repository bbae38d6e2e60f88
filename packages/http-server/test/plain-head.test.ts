import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { PlainHeadScanner } from "../src/plain-head.js";

const LIMITS = { maxHeaderBytes: 500, maxHeaders: 5 };
const HEAD =
  "POST /get_data?a=%20 HTTP/1.1\r\nhost: 127.0.0.1:8182\r\n" +
  "Content-Length:  12\r\nConnection: Keep-Alive\r\nreferer: \r\n\r\n";

/** What a plain head is, said a second way. */
const GRAMMAR =
  /^(GET|POST) \/[\w/?%:@\-.~!$&'()*+,;=]* HTTP\/1\.1\r\n([\w!#$%&'*+\-.^`|~]+:[\t -~]*\r\n)+\r\n$/;

const scan = (text: string, limits = LIMITS): string =>
  new PlainHeadScanner(limits).scan(Buffer.from(text, "latin1"), 0);
const withField = (field: string): string => `GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`;

describe("a plain head", () => {
  test("gives method, target and length of the body", () => {
    const scanner = new PlainHeadScanner(LIMITS);
    const bytes = Buffer.from(`xx${HEAD}body`);
    expect(scanner.scan(bytes, 2)).toBe("whole");
    expect(scanner).toMatchObject({ method: "POST", bodyBytes: 12, bodyStart: 2 + HEAD.length });
    expect(bytes.toString("latin1", scanner.pathStart, scanner.pathEnd)).toBe("/get_data?a=%20");
  });

  test("is partial at every cut", () => {
    for (let cut = 0; cut < HEAD.length; cut++) expect(scan(HEAD.slice(0, cut))).toBe("partial");
  });

  test("starts anew: nothing is carried over from the head before", () => {
    const scanner = new PlainHeadScanner(LIMITS);
    scanner.scan(Buffer.from(HEAD), 0);
    expect(scanner.scan(Buffer.from(withField("A: b")), 0)).toBe("whole");
    expect(scanner.bodyBytes).toBe(0);
  });
});

describe("a head that says its body is gzip", () => {
  const scanned = (field: string, mayBeGzip: boolean) => {
    const scanner = new PlainHeadScanner(LIMITS, mayBeGzip);
    return [scanner.scan(Buffer.from(withField(field)), 0), scanner.isGzip];
  };

  test("is plain where that is taken, in any case, and not elsewhere", () => {
    expect(scanned("Content-Encoding: gzip", true)).toEqual(["whole", true]);
    expect(scanned("content-encoding: GZIP", true)).toEqual(["whole", true]);
    expect(scanned("Content-Encoding: gzip", false)[0]).toBe("odd");
  });

  test.each(["identity", "gzip, gzip", "gzip\r\nContent-Encoding: gzip", "gzi", ""])(
    "is not plain with %j",
    (encoding) => {
      expect(scanned(`Content-Encoding: ${encoding}`, true)[0]).toBe("odd");
    },
  );

  test("is forgotten with the next head", () => {
    const scanner = new PlainHeadScanner(LIMITS, true);
    scanner.scan(Buffer.from(withField("Content-Encoding: gzip")), 0);
    expect([scanner.scan(Buffer.from(HEAD), 0), scanner.isGzip]).toEqual(["whole", false]);
  });
});

describe("a head that is left to node:http", () => {
  test.each([
    ["another method", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a leading empty line", `\r\n${HEAD}`],
    ["an absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a second space", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"],
    ["a bare line feed", "GET / HTTP/1.1\nHost: a\n\n"],
    ["a bare line feed in a field", "GET / HTTP/1.1\r\nHost: a\nA: b\r\n\r\n"],
    ["no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n"],
    ["an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"],
    ["two Hosts", withField("HOST: b")],
    ["a folded field", withField("A: b\r\n c")],
    ["a space before the colon", withField("A : b")],
    ["an empty name", withField(": b")],
    ["a byte above ASCII in a value", withField("A: \u00e9")],
    ["a NUL in a value", withField("A: \0")],
    ["a line feed behind a NUL", "GET / HTTP/1.1\r\nHost: a\0\n\r\n"],
    ["a carriage return in a value", withField("A: b\rc")],
    ["a carriage return that does not end the head", "GET / HTTP/1.1\r\nHost: a\r\n\rx"],
    ["Connection: close", withField("Connection: close")],
    ["a list in Connection", withField("Connection: keep-alive, x")],
    ["Transfer-Encoding", withField("Transfer-Encoding: chunked")],
    ["Content-Encoding", withField("content-encoding: identity")],
    ["Expect", withField("Expect: 100-continue")],
    ["Upgrade", withField("Upgrade: h2c")],
    ["Trailer", withField("Trailer: a")],
    ["Proxy-Connection", withField("Proxy-Connection: close")],
    ["two Content-Lengths", withField("Content-Length: 1\r\nContent-Length: 1")],
    ["a signed Content-Length", withField("Content-Length: +1")],
    ["an empty Content-Length", withField("Content-Length:")],
    ["a Content-Length with a space behind it", withField("Content-Length: 1 ")],
    ["a Content-Length beyond counting", withField(`Content-Length: ${"9".repeat(13)}`)],
    ["more fields than the limit", withField("A: b\r\n".repeat(5).trimEnd())],
    ["more bytes than the limit", withField(`A: ${"x".repeat(500)}`)],
    ["more bytes than the limit, without an end", `GET /${"x".repeat(500)}`],
  ])("%s", (_name, head) => {
    expect(scan(head)).toBe("odd");
  });
});

test("whatever is called whole follows the grammar, and nothing makes the scanner throw", () => {
  const pieces = [
    "GET ",
    "POST ",
    "/",
    "a",
    " HTTP/1.1",
    "\r\n",
    "\r",
    "\n",
    "Host: a",
    "A",
    ":",
    " ",
    "\t",
    "1",
    "Content-Length: 1",
    "content-length:",
    "Connection: keep-alive",
    "Transfer-Encoding: x",
    "\0",
    "\u00e9",
    "#",
  ];
  const tail = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(tail, (parts) => {
      const text = `GET / HTTP/1.1\r\nHost: a\r\n${parts.join("")}\r\n\r\n`;
      const scanner = new PlainHeadScanner(LIMITS);
      const bytes = Buffer.from(text, "latin1");
      if (scanner.scan(bytes, 0) !== "whole") return;
      expect(bytes.toString("latin1", 0, scanner.bodyStart)).toMatch(GRAMMAR);
    }),
    { numRuns: 2_000 },
  );
});
