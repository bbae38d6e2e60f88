import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  dataLiteralOf,
  deletedReply,
  EMPTY_REPLY,
  hitReply,
  isErrorReply,
  lockReply,
  OK_REPLY,
  releasedReply,
  renewedReply,
  staleReply,
  storedReply,
} from "../src/index.js";
import { anyText, literalOf, style } from "./json-texts.js";

const EXPIRY = 1_700_000_300;
const LEASE = { token: undefined, leaseMs: 30_000 };

const textOf = (reply: Buffer): string => reply.toString("utf8");
const jsonOf = (reply: Buffer): unknown => JSON.parse(textOf(reply));
const hitOf = (data: string, isError = false): Buffer =>
  hitReply(Buffer.from(JSON.stringify(data)), EXPIRY, isError);

/** Data made to look like the parts a reply consists of. */
const treacherousText = fc.oneof(
  anyText,
  fc
    .array(
      fc.constantFrom(
        ',"lock":false,"expiry":',
        '","lock":false,"expiry":',
        '{"data":',
        ',"error":true}',
        ',"stale":true}',
        '"',
        "\\",
        ",",
        "}",
        "1700000300",
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);

describe("the replies of the reference's exchange", () => {
  test("a miss", () => expect(textOf(EMPTY_REPLY)).toBe('{"data":null,"lock":false,"expiry":0}'));

  test("the lock", () => {
    expect(textOf(lockReply(LEASE, undefined, false))).toBe('{"data":null,"lock":true,"expiry":0}');
  });

  test("a set", () => expect(textOf(OK_REPLY)).toBe('"ok"'));

  test("a hit, the data as Python wrote it", () => {
    const literal = Buffer.from(String.raw`"{\"z\": \"\\u00e9\"}"`);
    expect(textOf(hitReply(literal, EXPIRY))).toBe(
      String.raw`{"data":"{\"z\": \"\\u00e9\"}","lock":false,"expiry":1700000300}`,
    );
  });
});

describe("every reply is JSON with exactly the documented fields", () => {
  test.each([
    ["empty", EMPTY_REPLY, { data: null, lock: false, expiry: 0 }],
    ["hit", hitOf("x"), { data: "x", lock: false, expiry: EXPIRY }],
    ["hit on an error", hitOf("x", true), { data: "x", lock: false, expiry: EXPIRY, error: true }],
    ["stale", staleReply(hitOf("x")), { data: "x", lock: false, expiry: EXPIRY, stale: true }],
    [
      "stale error",
      staleReply(hitOf("x", true)),
      { data: "x", lock: false, expiry: EXPIRY, error: true, stale: true },
    ],
    ["lock", lockReply(LEASE, undefined, false), { data: null, lock: true, expiry: 0 }],
    [
      "lock with token",
      lockReply({ token: "r.7", leaseMs: 2_500 }, undefined, false),
      { data: null, lock: true, expiry: 0, lock_token: "r.7", lease: 2.5 },
    ],
    [
      "lock beside fresh data",
      lockReply(LEASE, hitOf("x"), false),
      { data: "x", lock: true, expiry: EXPIRY },
    ],
    [
      "lock beside stale data",
      lockReply({ token: "r.7", leaseMs: 30_000 }, hitOf("x"), true),
      { data: "x", lock: true, expiry: EXPIRY, stale: true, lock_token: "r.7", lease: 30 },
    ],
    [
      "lock beside a stale error, which must not be taken for good data",
      lockReply(LEASE, hitOf("x", true), true),
      { data: "x", lock: true, expiry: EXPIRY, error: true, stale: true },
    ],
    ["stored", storedReply(true), { stored: true }],
    ["not stored", storedReply(false), { stored: false }],
    ["deleted", deletedReply(true), { deleted: true }],
    ["nothing to delete", deletedReply(false), { deleted: false }],
    ["released", releasedReply(true), { released: true }],
    ["not released", releasedReply(false), { released: false }],
    ["renewed", renewedReply(30_500), { renewed: true, lease: 30.5 }],
    ["not renewed", renewedReply(undefined), { renewed: false, lease: 0 }],
  ])("%s", (_what, reply, fields) => expect(jsonOf(reply)).toEqual(fields));

  test("a token with quotes stays inside its quotes", () => {
    const token = 'a","lock":false,"x":"';
    const reply = lockReply({ token, leaseMs: 1 }, undefined, false);
    expect(jsonOf(reply)).toMatchObject({ lock: true, lock_token: token });
  });
});

describe("data inside replies", () => {
  test("comes back as the very text and the very bytes that were set, whatever it holds", () => {
    fc.assert(
      fc.property(treacherousText, style, fc.boolean(), fc.nat(), (data, as, isError, expiry) => {
        // Half a surrogate pair cannot be sent as raw UTF-8.
        const literal = Buffer.from(literalOf(data, data.isWellFormed() ? as : "python"));
        const hit = hitReply(literal, expiry, isError);
        expect(jsonOf(hit)).toEqual({ data, lock: false, expiry, ...(isError && { error: true }) });
        expect(dataLiteralOf(hit).equals(literal)).toBe(true);
        expect(isErrorReply(hit)).toBe(isError);
        expect(jsonOf(staleReply(hit))).toMatchObject({ data, stale: true });
        expect(jsonOf(lockReply(LEASE, hit, true))).toMatchObject({ data, lock: true });
      }),
      { numRuns: 1_000 },
    );
  });

  test("the data's literal is found although the data holds the text behind it", () => {
    const data = 'x","lock":false,"expiry":1}';
    const hit = hitOf(data);
    expect(JSON.parse(textOf(dataLiteralOf(hit)))).toBe(data);
    expect(JSON.parse(textOf(dataLiteralOf(hitOf(',"lock":false,"expiry":'))))).toBe(
      ',"lock":false,"expiry":',
    );
  });

  test("data that ends like an error reply is no error", () => {
    expect(isErrorReply(hitOf(',"error":true}'))).toBe(false);
    expect(isErrorReply(hitOf('{"error":true}'))).toBe(false);
    expect(isErrorReply(hitOf("x", true))).toBe(true);
  });

  test("half a surrogate pair as an escape stays the escape it was", () => {
    const literal = Buffer.from(String.raw`"\ud83d"`);
    const hit = hitReply(literal, EXPIRY);
    expect(textOf(dataLiteralOf(hit))).toBe(String.raw`"\ud83d"`);
    expect(jsonOf(hit)).toMatchObject({ data: "\ud83d" });
  });
});
