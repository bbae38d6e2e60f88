import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { Subnets } from "../../src/address/subnets.js";
import { aClassification, aRequest } from "../support/requests.js";

describe("a request", () => {
  test("shows what the client sent", () => {
    const request = aRequest({ target: "/vod/a%20b.m3u8?x=1&y=&z&&x=%32", isEncrypted: true });
    expect(request).toMatchObject({ method: "GET", isEncrypted: true, httpVersion: "1.1" });
    expect(request.path).toBe("/vod/a%20b.m3u8");
    expect(request.query).toBe("x=1&y=&z&&x=%32");
    expect(request.filename).toBe("a%20b.m3u8");
    expect(request.queryParameters()).toEqual([
      ["x", "1"],
      ["y", ""],
      ["z", ""],
      ["x", "%32"],
    ]);
    expect(aRequest({ target: "/vod/" }).filename).toBe("");
  });

  test("finds headers in any case and joins repeated ones", () => {
    const rawHeaders = [
      "Host",
      "a",
      "X-Kind",
      "one",
      "x-kind",
      "two",
      "Cookie",
      "a=1",
      "cookie",
      "b=2",
    ];
    const request = aRequest({ rawHeaders });
    expect(request.header("x-KIND")).toBe("one, two");
    expect(request.header("Cookie")).toBe("a=1; b=2");
    expect(request.header("missing")).toBeUndefined();
    expect(request.headerPairs()[1]).toEqual(["X-Kind", "one"]);
    expect(request.headerPairs()).toHaveLength(5);
  });

  test("has a content key of its path alone", () => {
    expect(aRequest({ target: "/a?x=1" }).contentKey).toBe("/a");
  });

  test("has a content key with the configured parameters in the configured order", () => {
    const contentIdentifier = { enabled: true, includedQueryParams: ["q", "id", "none"] };
    const keyOf = (target: string) => aRequest({ target }, { contentIdentifier }).contentKey;
    expect(keyOf("/a?id=7&x=1&q=hd&id=8")).toBe("/a?q=hd&id=7");
    expect(keyOf("/a?q=hd&id=7")).toBe("/a?q=hd&id=7");
    expect(keyOf("/a?x=1")).toBe("/a");
    expect(keyOf("/a")).toBe("/a");
  });

  test("is the same session when the same client asks for the same path again", () => {
    const { sessionId } = aRequest({ target: "/a?x=1" });
    expect(sessionId).toMatch(/^[\da-f]{32}$/);
    expect(aRequest({ target: "/a?x=2", isEncrypted: true }).sessionId).toBe(sessionId);
    expect(aRequest({ target: "/b?x=1" }).sessionId).not.toBe(sessionId);
    expect(aRequest({ target: "/a", peerAddress: "192.0.2.11" }).sessionId).not.toBe(sessionId);
    const rawHeaders = ["Host", "a", "User-Agent", "Other/1.0"];
    expect(aRequest({ target: "/a", rawHeaders }).sessionId).not.toBe(sessionId);
  });

  test("names the subnet of its client", () => {
    const subnets = new Subnets({ maxSubnets: 10 });
    subnets.put({ "192.0.2.0/24": "office" });
    expect(aRequest({}, { subnets }).subnet).toBe("office");
    expect(aRequest({ peerAddress: "203.0.113.1" }, { subnets }).subnet).toBeUndefined();
  });

  test("is classified by its own values", () => {
    const classification = aClassification(
      [{ name: "vod", type: "contentUrlPath", pattern: "*/vod/*" }],
      [
        { name: "films", classifiers: ["vod"] },
        { name: "none", classifiers: [] },
      ],
    );
    const request = aRequest({}, { classification });
    expect(request.isInGroup("films")).toBe(true);
    expect(request.isInGroup("none")).toBe(false);
    expect(request.isInGroup("unknown")).toBe(false);
    expect([...request.groups()]).toEqual([
      ["films", true],
      ["none", false],
    ]);
  });

  test("shows no token and no header however it is printed", () => {
    const rawHeaders = ["Host", "a", "Authorization", "secret-a", "Cookie", "secret-b"];
    const target = "/a?token=secret-c&x=1&%54oken=secret-d&expires=9&TOKEN=secret-e";
    const request = aRequest({ target, rawHeaders });
    const printed = [
      inspect(request, { depth: 9, showHidden: true }),
      JSON.stringify({ request }),
      String(request),
    ];
    for (const text of printed) {
      expect(text).not.toContain("secret");
      expect(text).toContain("token=***&x=1&%54oken=***&expires=9&TOKEN=***");
    }
    expect(request.query).toContain("secret-c");
  });
});
