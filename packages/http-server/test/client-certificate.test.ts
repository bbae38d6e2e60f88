import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  certificateAt,
  subjectAltNames,
  type CertificateFacts,
} from "../src/client-certificate.js";

describe("the text of a subject alternative name", () => {
  test.each([
    ["", []],
    ["DNS:a.b", [{ kind: "DNS", value: "a.b" }]],
    [
      "URI:urn:a:b, DNS:c, IP Address:::1",
      [
        { kind: "URI", value: "urn:a:b" },
        { kind: "DNS", value: "c" },
        { kind: "IP Address", value: "::1" },
      ],
    ],
    ['DNS:"x\\u002c URI:urn:evil"', [{ kind: "DNS", value: "x, URI:urn:evil" }]],
    ['DNS:"a, URI:urn:evil', []],
    ["DNS:a,URI:urn:evil", []],
    ["nonsense", []],
    ["DNS:a, ", []],
    ['DNS:"\\x"', []],
  ])("%j gives %j", (text, names) => {
    expect(subjectAltNames(text)).toEqual(names);
  });

  test("a quoted entry never gives more than one name, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const text = `DNS:${JSON.stringify(value)}, URI:urn:real`;
        expect(subjectAltNames(text)).toEqual([
          { kind: "DNS", value },
          { kind: "URI", value: "urn:real" },
        ]);
      }),
    );
  });
});

describe("validity", () => {
  const facts: CertificateFacts = {
    subject: "CN=a",
    uris: [],
    dnsNames: [],
    validFromMs: 1_000,
    validToMs: 2_000,
    fingerprint256: "",
    serialNumber: "",
    isAuthority: false,
  };

  test.each([
    [999, "not_yet_valid"],
    [1_000, "valid"],
    [2_000, "valid"],
    [2_001, "expired"],
  ])("at %i it is %s", (nowMs, validity) => {
    expect(certificateAt(facts, nowMs).validity).toBe(validity);
  });

  test("an unreadable date counts as expired", () => {
    expect(certificateAt({ ...facts, validToMs: NaN }, 1_500).validity).toBe("expired");
  });
});
