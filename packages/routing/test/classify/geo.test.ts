import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { parseAddress } from "../../src/address/ip-address.js";
import { mmdbLookup, type MmdbLookupOptions } from "../../src/classify/mmdb-lookup.js";
import { isMatch } from "../support/classifying.js";
import { mmdbFile } from "../../src/testing/mmdb-writer.js";
import { aClassification } from "../support/requests.js";

const STOCKHOLM = {
  continent: { code: "EU", names: { en: "Europe" } },
  country: { iso_code: "SE", names: { en: "Sweden", de: "Schweden" } },
  subdivisions: [{ iso_code: "AB", names: { en: "Stockholm County" } }],
  city: { names: { en: "Stockholm" } },
};
const COUNTRY_ONLY = { country: { iso_code: "NO", names: { en: "Norway" } } };

function someFiles(recordSize: 24 | 28 | 32 = 28): MmdbLookupOptions["files"] {
  const places = {
    "192.0.2.0/24": STOCKHOLM,
    "198.51.100.0/24": COUNTRY_ONLY,
    "2001:db8::/32": COUNTRY_ONLY,
  };
  const isp = {
    autonomous_system_number: 64_500,
    autonomous_system_organization: "Agile Test ISP",
  };
  return {
    geo: mmdbFile({ ipVersion: 6, recordSize, networks: places }),
    asn: mmdbFile({
      ipVersion: 4,
      recordSize,
      networks: { "192.0.2.0/24": isp, "198.51.100.0/24": { autonomous_system_number: 64_501 } },
    }),
    anonymousIp: mmdbFile({
      ipVersion: 6,
      recordSize,
      networks: { "203.0.113.0/24": { is_anonymous: true } },
    }),
  };
}

const lookup = mmdbLookup({ files: someFiles(), maxCachedRecords: 100 });
const at = (text: string) => ({ clientAddress: parseAddress(text) });
const SWEDE = at("192.0.2.7");
const NORWEGIAN = at("2001:db8::1");
const STRANGER = at("203.0.113.9");

describe("geoip", () => {
  test.each([
    [{ country: "sweden" }, true],
    [{ country: "SE" }, true],
    [{ country: "schweden" }, false],
    [{ country: "Norway" }, false],
    [{ country: "s*n" }, true],
    [{ continent: "europe" }, true],
    [{ continent: "EU", country: "se", region: "stockholm*", cities: ["stockholm"] }, true],
    [{ continent: "EU", country: "no" }, false],
    [{ region: "AB" }, true],
    [{ region: "se-ab" }, true],
    [{ cities: ["Oslo", "Stockholm"] }, true],
    [{ cities: ["Oslo"] }, false],
    [{ country: "se", cities: [""] }, true],
    [{ cities: [""] }, false],
    [{ cities: ["", "Oslo"] }, false],
    [{ asn: "Agile*ISP" }, true],
    [{ asn: "*other*" }, false],
    [{ country: "se", asn: "agile test isp" }, true],
    [{ country: "no", asn: "agile test isp" }, false],
    [{}, false],
  ])("%j for a client in Stockholm is %s", (fields, expected) => {
    expect(isMatch({ type: "geoip", ...fields }, SWEDE, lookup)).toBe(expected);
    expect(isMatch({ type: "geoip", ...fields, inverted: true }, SWEDE, lookup)).toBe(!expected);
  });

  test("matches nobody where the data is missing, not even by *", () => {
    for (const field of ["country", "continent", "region", "asn"]) {
      expect(isMatch({ type: "geoip", [field]: "*" }, STRANGER, lookup)).toBe(false);
      expect(isMatch({ type: "geoip", [field]: "*" }, { clientAddress: undefined }, lookup)).toBe(
        false,
      );
      expect(isMatch({ type: "geoip", [field]: "*" }, SWEDE)).toBe(false);
    }
    expect(isMatch({ type: "geoip", cities: ["*"] }, NORWEGIAN, lookup)).toBe(false);
    expect(isMatch({ type: "geoip", country: "norway" }, NORWEGIAN, lookup)).toBe(true);
    expect(isMatch({ type: "geoip", asn: "*" }, at("198.51.100.1"), lookup)).toBe(false);
  });
});

describe("the other databases", () => {
  test("tell the number of the client's network", () => {
    expect(isMatch({ type: "asnIds", asnIds: [1, 64_500] }, SWEDE, lookup)).toBe(true);
    expect(isMatch({ type: "asnIds", asnIds: [64_501] }, SWEDE, lookup)).toBe(false);
    expect(isMatch({ type: "asnIds", asnIds: [64_501] }, at("198.51.100.1"), lookup)).toBe(true);
    expect(isMatch({ type: "asnIds", asnIds: [] }, SWEDE, lookup)).toBe(false);
    expect(isMatch({ type: "asnIds", asnIds: [64_500] }, SWEDE)).toBe(false);
  });

  test("tell anonymising networks", () => {
    expect(isMatch({ type: "anonymousIp" }, STRANGER, lookup)).toBe(true);
    expect(isMatch({ type: "anonymousIp" }, SWEDE, lookup)).toBe(false);
    expect(isMatch({ type: "anonymousIp" }, STRANGER)).toBe(false);
    expect(isMatch({ type: "anonymousIp", inverted: true }, STRANGER)).toBe(true);
  });

  test("of IPv4 alone know no IPv6 client", () => {
    // In the IPv4 tree this address would follow the bits of 192.0.2.0.
    const clientAddress = parseAddress("c000:200::1");
    expect(isMatch({ type: "asnIds", asnIds: [64_500] }, { clientAddress }, lookup)).toBe(false);
  });

  test("that a classifier needs are named, so that a missing one can be warned about", () => {
    const needs = (classifier: object) => [
      ...aClassification([{ name: "c", ...classifier }], []).needs,
    ];
    expect(needs({ type: "geoip", country: "se" })).toEqual(["geo"]);
    expect(needs({ type: "geoip", asn: "x" })).toEqual(["asn"]);
    expect(needs({ type: "asnIds", asnIds: [1] })).toEqual(["asn"]);
    expect(needs({ type: "anonymousIp" })).toEqual(["anonymousIp"]);
    expect(needs({ type: "random" })).toEqual([]);
    expect([...lookup.loaded]).toEqual(["geo", "asn", "anonymousIp"]);
  });
});

describe("a database file", () => {
  test.each([24, 28, 32] as const)("with records of %d bits is read", (recordSize) => {
    const reader = mmdbLookup({ files: someFiles(recordSize), maxCachedRecords: 1 });
    for (let round = 0; round < 2; round++) {
      expect(isMatch({ type: "geoip", cities: ["stockholm"] }, SWEDE, reader)).toBe(true);
      expect(isMatch({ type: "geoip", country: "norway" }, NORWEGIAN, reader)).toBe(true);
    }
  });

  test("that is none is refused by the name of the database", () => {
    const open = () =>
      mmdbLookup({ files: { asn: Buffer.from("no database") }, maxCachedRecords: 1 });
    expect(open).toThrow(AppError);
    expect(open).toThrow(/^asn database: /);
  });

  test("that is damaged tells so and knows nobody", () => {
    const damage: string[] = [];
    const network = { "0.0.0.0/1": "not a record", "128.0.0.0/1": { country: 7, subdivisions: 7 } };
    const geo = mmdbFile({ ipVersion: 4, recordSize: 24, networks: network });
    const onDamage = (database: string) => damage.push(database);
    const reader = mmdbLookup({ files: { geo }, maxCachedRecords: 1, onDamage });
    expect(isMatch({ type: "geoip", country: "*" }, at("1.2.3.4"), reader)).toBe(false);
    expect(isMatch({ type: "geoip", country: "*" }, at("192.0.2.1"), reader)).toBe(false);
    expect(damage).toEqual(["geo", "geo"]);
  });
});
