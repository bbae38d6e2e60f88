import type { IpAddress } from "../address/ip-address.js";

/** The databases classifiers may need: places, autonomous systems, anonymising networks. */
export type GeoDatabase = "geo" | "asn" | "anonymousIp";

/** Where an address is: every name and code by which a place may be meant, in lower case. */
export interface GeoPlace {
  /** `eu`, `europe`. */
  readonly continent: readonly string[];
  /** `se`, `sweden`. */
  readonly country: readonly string[];
  /** For each subdivision `ab`, `se-ab`, `stockholm county`. */
  readonly region: readonly string[];
  /** `stockholm`. */
  readonly city: readonly string[];
}

/** The autonomous system an address belongs to. */
export interface GeoNetwork {
  readonly asn: number | undefined;
  /** In lower case; empty when unknown. */
  readonly organisation: string;
}

/** What is known about addresses. Unknown, and no database, is undefined or false; nothing throws. */
export interface GeoLookup {
  /** The databases that are loaded; a classifier that needs another one matches nobody. */
  readonly loaded: ReadonlySet<GeoDatabase>;
  place(address: IpAddress): GeoPlace | undefined;
  network(address: IpAddress): GeoNetwork | undefined;
  isAnonymous(address: IpAddress): boolean;
}

/** The look-up without any database. */
export const noGeo: GeoLookup = {
  loaded: new Set(),
  place: () => undefined,
  network: () => undefined,
  isAnonymous: () => false,
};
