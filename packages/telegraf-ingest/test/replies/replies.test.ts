import { describe, expect, test } from "@jest/globals";
import {
  instantFromMs,
  type Protocol,
  readPrecision,
  readTelegrafJsonText,
  type Refusal,
  replyToHealth,
  replyToJson,
  replyToLines,
  replyToPing,
  replyToQuery,
  replyToReady,
  replyToRefusal,
  type Reply,
} from "../../src/index.js";
import { ARRIVAL_MS, parse } from "../parse-fixture.js";

const bodyOf = (reply: Reply): unknown => JSON.parse(reply.body);
const state = { version: "0.1.0", isAccepting: true, startedWallMs: ARRIVAL_MS, upMs: 3_723_456 };

describe("writes", () => {
  test("lines that can all be read are 204 without a body, used or not", () => {
    const report = parse("unknown v=1\nmem used=1i 1\n");
    const version = { "X-Influxdb-Version": "1.0" };
    expect(replyToLines("v1", report)).toEqual({ status: 204, headers: version, body: "" });
    expect(replyToLines("v2", report)).toEqual({ status: 204, headers: {}, body: "" });
  });

  test.each([
    [1, "line 2: no fields"],
    [2, "line 2: no fields (and 1 other parse error)"],
    [3, "line 2: no fields (and 2 other parse errors)"],
  ])("%i lines that cannot be read are 400 with the first of them", (count, text) => {
    const report = parse(`m v=1\n${"m\n".repeat(count)}`);
    const v1 = replyToLines("v1", report);
    expect(v1).toMatchObject({
      status: 400,
      headers: {
        "Content-Type": "application/json",
        "X-Influxdb-Version": "1.0",
        "X-Influxdb-Error": text,
      },
    });
    expect(bodyOf(v1)).toEqual({ error: text });
    const v2 = replyToLines("v2", report);
    expect(v2.status).toBe(400);
    expect(bodyOf(v2)).toEqual({ code: "invalid", message: text, op: "write", err: text, line: 2 });
  });

  test("whatever a line holds, headers are plain ASCII and the body is one line", () => {
    const reply = replyToLines("v1", parse('m größe="offen\r🚂\n'));
    expect(reply.headers["X-Influxdb-Error"]).toMatch(/^[\x20-\x7e]+$/);
    expect(reply.body).not.toContain("\n");
  });

  test("JSON with bad records is 204: the agent would send it again for ever", () => {
    const read = (text: string) => readTelegrafJsonText(text, { arrival: instantFromMs(0) });
    expect(replyToJson(read('{"metrics":[5]}'))).toEqual({ status: 204, headers: {}, body: "" });
    expect(replyToJson(read("null")).status).toBe(204);
    const refused = replyToJson(read("mem used=1i"));
    expect(refused.status).toBe(400);
    expect(bodyOf(refused)).toEqual({ error: "the body is not JSON" });
  });
});

describe("refusals", () => {
  const refusals: readonly [Refusal, number, Record<string, string>][] = [
    [{ kind: "unauthenticated", text: "header Authorization is missing" }, 401, {}],
    [{ kind: "bad_precision", given: "fortnight" }, 400, {}],
    [{ kind: "unreadable", text: "the body is not gzip" }, 400, {}],
    [{ kind: "too_large", maxBytes: 8 }, 413, {}],
    [{ kind: "overloaded" }, 429, { "Retry-After": "5" }],
    [{ kind: "unavailable" }, 503, { "Retry-After": "2" }],
    [{ kind: "internal" }, 500, {}],
  ];

  test.each(refusals)("%j is %i in every protocol", (refusal, status, headers) => {
    for (const protocol of ["v1", "v2", "json"] satisfies Protocol[]) {
      const reply = replyToRefusal(protocol, refusal);
      expect(reply.status).toBe(status);
      expect(reply.headers).toMatchObject({ "Content-Type": "application/json", ...headers });
      expect(bodyOf(reply)).toHaveProperty(protocol === "v2" ? "message" : "error");
    }
  });

  test("a body that is too large tells 2.x clients the limit, so that they split it", () => {
    const reply = replyToRefusal("v2", { kind: "too_large", maxBytes: 8_388_608 });
    expect(bodyOf(reply)).toMatchObject({ code: "invalid", maxLength: 8_388_608 });
  });

  test("a refused caller is told which credentials are meant", () => {
    const refusal: Refusal = { kind: "unauthenticated", text: "header Authorization is missing" };
    expect(replyToRefusal("v1", refusal).headers["WWW-Authenticate"]).toBe(
      'Basic realm="signalbox"',
    );
    expect(replyToRefusal("v2", refusal).headers["WWW-Authenticate"]).toBe("Token");
  });

  test.each([
    [undefined, "ns"],
    ["", "ns"],
    ["n", "ns"],
    ["ns", "ns"],
    ["u", "us"],
    ["us", "us"],
    ["ms", "ms"],
    ["s", "s"],
    ["m", "m"],
    ["h", "h"],
    ["d", undefined],
    ["S", undefined],
    ["constructor", undefined],
  ])("the precision %j is %j", (given, expected) => {
    expect(readPrecision(given)).toBe(expected);
  });
});

describe("the rest of the agents' API", () => {
  test.each(['CREATE DATABASE "telegraf"', "create database x;", "  Create\nDatabase y"])(
    "%j is 200 without an error",
    (q) => {
      const reply = replyToQuery(q);
      expect(reply).toMatchObject({ status: 200, headers: { "X-Influxdb-Version": "1.0" } });
      expect(bodyOf(reply)).toEqual({ results: [] });
    },
  );

  test.each([undefined, "", "DROP DATABASE x", "CREATE DATABASES", "SHOW DATABASES"])(
    "the query %j is 400 with a reason",
    (q) => {
      const reply = replyToQuery(q);
      expect(reply.status).toBe(400);
      expect(bodyOf(reply)).toEqual({ error: expect.any(String) });
    },
  );

  test("a ping is 204, or 200 with the version when it asks for more", () => {
    const headers = { "X-Influxdb-Version": "1.0", "X-Influxdb-Build": "signalbox 0.1.0" };
    for (const verbose of [undefined, null, "", "0", "false"]) {
      expect(replyToPing(state, verbose)).toEqual({ status: 204, headers, body: "" });
    }
    const reply = replyToPing(state, "true");
    expect(reply).toMatchObject({ status: 200, headers });
    expect(bodyOf(reply)).toEqual({ version: "1.0" });
  });

  test("health and readiness follow the service", () => {
    expect(bodyOf(replyToHealth(state))).toMatchObject({ status: "pass", version: "0.1.0" });
    expect(bodyOf(replyToReady(state))).toEqual({
      started: "2024-03-01T12:40:00.000Z",
      status: "ready",
      up: "1h2m3s",
    });
    const draining = { ...state, isAccepting: false, reason: "shutting down" };
    expect(replyToHealth(draining).status).toBe(503);
    expect(bodyOf(replyToHealth(draining))).toMatchObject({
      status: "fail",
      message: "shutting down",
    });
    expect(replyToReady(draining)).toMatchObject({ status: 503, headers: { "Retry-After": "2" } });
  });
});
