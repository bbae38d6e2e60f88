import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import {
  DEFAULT_TTL_SECONDS,
  MAX_TTL_SECONDS,
  readGetRequest,
  readKeyRequest,
  readSetRequest,
  readSetTarget,
  RequestFields,
  type KeyRequest,
  type SetRequest,
} from "../src/index.js";

const GET = { namespace: "n", key: "k" };
const SET = { namespace: "n", key: "k", data: "[1]" };

const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body));
/** As the server reads a set: first whom it is for, then what it is. */
const set = (body: object): KeyRequest & SetRequest => {
  const fields = new RequestFields(bytes(body));
  return { ...readSetTarget(fields), ...readSetRequest(fields) };
};

function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_argument") return error.message;
    throw error;
  }
  throw new Error("was accepted");
}

describe("get_data", () => {
  test("namespace and key are enough: no wait, no token, bound to the connection", () => {
    expect(readGetRequest(bytes(GET))).toEqual({
      ...GET,
      waitMs: 0,
      wantsLockToken: false,
      isDetached: false,
    });
  });

  test("fields that are null count as not given", () => {
    const nulls = { max_wait_time: null, lock_token: null, detached: null };
    expect(readGetRequest(bytes({ ...GET, ...nulls }))).toEqual(readGetRequest(bytes(GET)));
  });

  test("the body of the original client is read", () => {
    const body = Buffer.from(
      '{"namespace": "PLUGIN#x", "key": "7d4c\\u00fc", "max_wait_time": 30}',
    );
    expect(readGetRequest(body)).toMatchObject({
      namespace: "PLUGIN#x",
      key: "7d4cü",
      waitMs: 30_000,
    });
  });

  test.each([
    [0, 0],
    [-5, 0],
    [-0.5, 0],
    [0.5, 500],
    [30, 30_000],
    [1e12, 1e15],
  ])("a max_wait_time of %d seconds is %d ms", (max_wait_time, waitMs) => {
    expect(readGetRequest(bytes({ ...GET, max_wait_time })).waitMs).toBe(waitMs);
  });

  test("fields nobody knows are ignored", () => {
    expect(readGetRequest(bytes({ ...GET, colour: "red" }))).toEqual(readGetRequest(bytes(GET)));
  });

  test.each([
    [{ key: "k" }, "field namespace is missing"],
    [{ namespace: "n" }, "field key is missing"],
    [{ ...GET, key: 5 }, "field key is 5, expected a string"],
    [{ ...GET, key: null }, "field key is null, expected a string"],
    [{ ...GET, namespace: true }, "field namespace is true, expected a string"],
    [{ ...GET, max_wait_time: "30" }, "field max_wait_time is a string, expected a number"],
    [{ ...GET, max_wait_time: false }, "field max_wait_time is false, expected a number"],
    [{ ...GET, lock_token: "t" }, "field lock_token is a string, expected true or false"],
    [{ ...GET, lock_token: 1 }, "field lock_token is 1, expected true or false"],
    [{ ...GET, detached: 0 }, "field detached is 0, expected true or false"],
  ])("%j is refused: %s", (body, message) => {
    expect(refusalOf(() => readGetRequest(bytes(body)))).toBe(message);
  });

  test("a wait beyond what a number holds is refused", () => {
    const body = Buffer.from('{"namespace":"n","key":"k","max_wait_time":1e999}');
    expect(refusalOf(() => readGetRequest(body))).toBe(
      "field max_wait_time is Infinity, expected a number",
    );
  });
});

describe("set_data", () => {
  test("namespace, key and data are enough", () => {
    const request = set(SET);
    expect(request).toMatchObject({
      namespace: "n",
      key: "k",
      dataBytes: 3,
      ttlMs: DEFAULT_TTL_SECONDS * 1000,
      staleMs: undefined,
      refreshAheadMs: undefined,
      isError: false,
      lockToken: undefined,
    });
    expect(request.dataLiteral.toString()).toBe('"[1]"');
  });

  test("data stays as it was written", () => {
    const body = Buffer.from('{"namespace":"n","key":"k","data":"\\u00e9 é \\/"}');
    const request = readSetRequest(new RequestFields(body));
    expect(request.dataLiteral.toString()).toBe('"\\u00e9 é \\/"');
    expect(request.dataBytes).toBe(Buffer.byteLength("é é /"));
  });

  test("empty data is data", () => {
    expect(set({ ...SET, data: "" }).dataLiteral.toString()).toBe('""');
  });

  test("everything a request may say", () => {
    const more = { ttl: 300, stale_ttl: 60, refresh_ahead: 1.5, error: true, lock_token: "t.1" };
    expect(set({ ...SET, ...more })).toMatchObject({
      ttlMs: 300_000,
      staleMs: 60_000,
      refreshAheadMs: 1_500,
      isError: true,
      lockToken: "t.1",
    });
  });

  test("fields that are null count as not given", () => {
    const nulls = {
      ttl: null,
      stale_ttl: null,
      refresh_ahead: null,
      error: null,
      lock_token: null,
    };
    expect(set({ ...SET, ...nulls })).toEqual(set(SET));
  });

  test.each([
    [0.001, 1],
    [0.5, 500],
    [MAX_TTL_SECONDS, MAX_TTL_SECONDS * 1000],
  ])("a ttl of %d seconds is %d ms", (ttl, ttlMs) => {
    expect(set({ ...SET, ttl }).ttlMs).toBe(ttlMs);
  });

  test.each([
    [{ data: null }, "field data is null, expected a string"],
    [{ data: undefined }, "field data is missing"],
    [{ data: 1 }, "field data is 1, expected a string"],
    [{ ttl: 0 }, "field ttl is 0, expected more than 0 and at most 1000000000 seconds"],
    [{ ttl: -1 }, "field ttl is -1, expected more than 0 and at most 1000000000 seconds"],
    [
      { ttl: 1e9 + 1 },
      "field ttl is 1000000001, expected more than 0 and at most 1000000000 seconds",
    ],
    [{ ttl: "300" }, "field ttl is a string, expected a number"],
    [{ ttl: true }, "field ttl is true, expected a number"],
    [{ stale_ttl: -1 }, "field stale_ttl is -1, expected 0 to 1000000000 seconds"],
    [{ stale_ttl: 2e9 }, "field stale_ttl is 2000000000, expected 0 to 1000000000 seconds"],
    [{ stale_ttl: "1" }, "field stale_ttl is a string, expected a number"],
    [{ refresh_ahead: -1 }, "field refresh_ahead is -1, expected 0 to 1000000000 seconds"],
    [{ error: "yes" }, "field error is a string, expected true or false"],
    [{ error: 1 }, "field error is 1, expected true or false"],
    [{ lock_token: true }, "field lock_token is true, expected a string"],
    [{ key: undefined }, "field key is missing"],
    [{ namespace: 1.5 }, "field namespace is 1.5, expected a string"],
  ])("%j is refused: %s", (change, message) => {
    expect(refusalOf(() => set({ ...SET, ...change }))).toBe(message);
  });

  test.each(["NaN", "Infinity", "-Infinity"])(
    "a ttl of %s, as Python writes it, is refused",
    (ttl) => {
      const body = Buffer.from(`{"namespace":"n","key":"k","data":"x","ttl":${ttl}}`);
      expect(refusalOf(() => new RequestFields(body))).toMatch(
        'malformed request: field "ttl" holds',
      );
    },
  );

  test("an object in the place of data is refused, and told apart from broken JSON", () => {
    expect(refusalOf(() => set({ ...SET, data: { a: 1 } }))).toBe(
      'malformed request: field "data" is an object or array, expected a string, number or boolean',
    );
  });

  test("whom a set is for can be read although the rest of it is not acceptable", () => {
    const fields = new RequestFields(bytes({ ...SET, ttl: -1, lock_token: "t.1" }));
    expect(readSetTarget(fields)).toEqual({ namespace: "n", key: "k", lockToken: "t.1" });
    expect(refusalOf(() => readSetRequest(fields))).toMatch("field ttl is -1");
  });
});

describe("calls about a key alone", () => {
  test("take namespace, key and perhaps a token", () => {
    expect(readKeyRequest(bytes(GET))).toEqual({ ...GET, lockToken: undefined });
    expect(readKeyRequest(bytes({ ...GET, lock_token: "t.1" }))).toEqual({
      ...GET,
      lockToken: "t.1",
    });
  });

  test.each([
    [{ namespace: "n" }, "field key is missing"],
    [{ ...GET, lock_token: 1 }, "field lock_token is 1, expected a string"],
  ])("%j is refused: %s", (body, message) => {
    expect(refusalOf(() => readKeyRequest(bytes(body)))).toBe(message);
  });
});
