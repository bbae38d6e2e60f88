import { describe, expect, test } from "@jest/globals";
import { readArguments, UsageError } from "@signalbox/command-line";
import { connectionFrom, connectionOptions } from "../../src/args/connection.js";

const spec = { name: "x", summary: "", operands: [], options: connectionOptions, notes: "" };
const connect = (argv: readonly string[], env: Record<string, string> = {}) =>
  connectionFrom(readArguments(spec, argv), env);

const variables = {
  OPSVIEW_CACHE_MANAGER_HOST: "cache.example.org",
  OPSVIEW_CACHE_MANAGER_PORT: "8184",
  OPSVIEW_CACHE_MANAGER_NAMESPACE: "token",
};

describe("connectionFrom", () => {
  test("nothing given means the defaults", () => {
    expect(connect([])).toEqual({ host: "127.0.0.1", port: 8182, namespace: "cachectl" });
  });

  test("empty variables count as not given", () => {
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, ""]));
    expect(connect([], empty)).toEqual(connect([]));
  });

  test("the three variables are used, and options win over them", () => {
    expect(connect([], variables)).toEqual({
      host: "cache.example.org",
      port: 8184,
      namespace: "token",
    });
    expect(connect(["-H", "h", "-p", "1", "--namespace", "n"], variables)).toEqual({
      host: "h",
      port: 1,
      namespace: "n",
    });
  });

  test.each([
    ["https://cache.example.org:8183", { host: "cache.example.org", port: 8183, tls: {} }],
    ["https://[::1]", { host: "::1", port: 443, tls: {} }],
    ["http://10.0.0.1", { host: "10.0.0.1", port: 80 }],
  ])("--url %s", (url, expected) => {
    expect(connect(["--url", url])).toEqual({ ...expected, namespace: "cachectl" });
  });

  test("TLS files are taken with an https URL", () => {
    const files = ["--ca", "ca.pem", "--cert", "c.pem", "--key-file", "k.pem"];
    expect(connect(["--url", "https://h", ...files]).tls).toEqual({
      caFile: "ca.pem",
      certFile: "c.pem",
      keyFile: "k.pem",
    });
  });

  test.each([
    [["--port", "0"]],
    [["--port", "65536"]],
    [["--port", "http"]],
    [["--url", "nonsense"]],
    [["--url", "ftp://h"]],
    [["--url", "https://user:pass@h"]],
    [["--url", "https://h/path"]],
    [["--url", "https://h", "--port", "1"]],
    [["--ca", "ca.pem"]],
    [["--url", "http://h", "--ca", "ca.pem"]],
    [["--url", "https://h", "--cert", "c.pem"]],
  ])("%j is refused", (argv) => {
    expect(() => connect(argv)).toThrow(UsageError);
  });

  test("a bad port in the environment is refused only when it is needed", () => {
    const env = { OPSVIEW_CACHE_MANAGER_PORT: "abc" };
    expect(() => connect([], env)).toThrow(UsageError);
    expect(connect(["--port", "1"], env).port).toBe(1);
  });
});
