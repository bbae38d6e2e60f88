import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { SecurityToken } from "../../src/request/security-token.js";
import { translateRequest } from "../../src/request/translate-request.js";
import { aRequest } from "../support/requests.js";

const SECRET = "correct horse";

function anHour(clock: FakeClock): string {
  return String(Math.floor(clock.wallMs() / 1000) + 3600);
}

function aToken(clock = new FakeClock()) {
  const token = new SecurityToken({ secret: SECRET, clock });
  const expires = anHour(clock);
  return { clock, token, expires, signed: token.sign("/a", expires) };
}

describe("a security token", () => {
  test("is the base64url HMAC-SHA256 of path and expiry", () => {
    const { signed, expires } = aToken();
    const expected = createHmac("sha256", SECRET).update(`/a|${expires}`).digest("base64url");
    expect(signed).toBe(expected);
  });

  test("is correct for its path until it expires by the wall clock", () => {
    const { clock, token, expires, signed } = aToken();
    const target = { path: "/a", query: `x=1&token=${signed}&expires=${expires}` };
    expect(token.verify(target)).toEqual({ ok: true });
    clock.advance(3_599_000);
    expect(token.verify(target)).toEqual({ ok: true });
    clock.advance(1_000);
    expect(token.verify(target)).toEqual({ ok: false, reason: "the token has expired" });
  });

  test.each<
    [string, (signed: string, expires: string) => { path?: string; query: string }, string]
  >([
    ["no token", (_, e) => ({ query: `expires=${e}` }), "there is no token or no expires"],
    ["no expiry", (s) => ({ query: `token=${s}` }), "there is no token or no expires"],
    [
      "another path",
      (s, e) => ({ path: "/b", query: `token=${s}&expires=${e}` }),
      "the token does not belong to this path and expiry",
    ],
    [
      "a later expiry",
      (s, e) => ({ query: `token=${s}&expires=${Number(e) + 1}` }),
      "the token does not belong to this path and expiry",
    ],
    [
      "a leading zero",
      (s, e) => ({ query: `token=${s}&expires=0${e}` }),
      "expires is not a number of seconds",
    ],
    [
      "an exponent",
      (s) => ({ query: `token=${s}&expires=9e9` }),
      "expires is not a number of seconds",
    ],
    [
      "padding",
      (s, e) => ({ query: `token=${s}=&expires=${e}` }),
      "the token does not belong to this path and expiry",
    ],
    [
      "a short token",
      (s, e) => ({ query: `token=${s.slice(1)}&expires=${e}` }),
      "the token does not belong to this path and expiry",
    ],
    [
      "an empty token",
      (_, e) => ({ query: `token=&expires=${e}` }),
      "the token does not belong to this path and expiry",
    ],
    [
      "two tokens",
      (s, e) => ({ query: `token=x&token=${s}&expires=${e}` }),
      "token or expires is given twice",
    ],
    [
      "two expiries",
      (s, e) => ({ query: `token=${s}&expires=${e}&expires=${e}` }),
      "token or expires is given twice",
    ],
    [
      "another spelling",
      (s, e) => ({ query: `%74oken=${s}&expires=${e}` }),
      "there is no token or no expires",
    ],
  ])("with %s is wrong", (_, make, reason) => {
    const { token, signed, expires } = aToken();
    expect(token.verify({ path: "/a", ...make(signed, expires) })).toEqual({ ok: false, reason });
  });

  test("is never correct while no secret is configured", () => {
    const { clock, expires } = aToken();
    const off = new SecurityToken({ secret: "", clock });
    const query = `token=${off.sign("/a", expires)}&expires=${expires}`;
    expect(off.verify({ path: "/a", query })).toEqual({
      ok: false,
      reason: "no secret is configured",
    });
  });

  test("belongs to the path the client sent, whatever that is translated to", () => {
    const { token, signed, expires } = aToken();
    const request = aRequest({ target: `/a?token=${signed}&expires=${expires}` }, { token });
    const parameters = [{ name: "token", value: undefined }];
    const translated = translateRequest(request, { path: "/b", queryParameters: parameters });
    expect(translated.hasValidToken).toBe(true);
    expect(translated.query).toBe(`expires=${expires}`);
    expect(aRequest({ target: "/a" }, { token }).hasValidToken).toBe(false);
  });
});
