import { AppError, oneLine } from "@signalbox/errors";
import { Reader, type AnonymousIPResponse, type AsnResponse, type CityResponse } from "mmdb-lib";
import type { IpAddress } from "../address/ip-address.js";
import { DecodedRecords } from "./decoded-records.js";
import type { GeoDatabase, GeoLookup, GeoNetwork, GeoPlace } from "./geo-lookup.js";

export interface MmdbLookupOptions {
  /** The bytes of each file in MaxMind's format; what is left out is not loaded. City and Country both serve as `geo`. */
  readonly files: Readonly<Partial<Record<GeoDatabase, Buffer>>>;
  /** Decoded records kept for each database; the oldest gives way. */
  readonly maxCachedRecords: number;
  /** Called when a look-up meets a damaged record; the address then counts as unknown. */
  readonly onDamage?: (database: GeoDatabase, reason: string) => void;
}

interface Named {
  readonly iso_code?: string;
  readonly code?: string;
  readonly names?: { readonly en?: string };
}

/**
 * A look-up over MaxMind databases held in memory. Both the codes and the English names of a place are offered (4.3).
 *
 * @throws AppError `invalid_argument`: bytes that are no such database, naming which
 */
export function mmdbLookup(options: MmdbLookupOptions): GeoLookup {
  const { files } = options;
  const geo = files.geo && new Database("geo", files.geo, placeOf, options);
  const asn = files.asn && new Database("asn", files.asn, networkOf, options);
  const anonymousIp =
    files.anonymousIp && new Database("anonymousIp", files.anonymousIp, () => true, options);
  return {
    loaded: new Set([geo, asn, anonymousIp].flatMap((database) => database?.name ?? [])),
    place: (address) => geo?.get(address),
    network: (address) => asn?.get(address),
    isAnonymous: (address) => anonymousIp?.get(address) ?? false,
  };
}

type MmdbRecord = CityResponse | AsnResponse | AnonymousIPResponse;

/** One file. The library walks an IPv4 tree also with IPv6 addresses and finds strangers there, so the family is checked. */
class Database<T extends MmdbRecord, Known> {
  readonly name: GeoDatabase;
  readonly #reader: Reader<T>;
  readonly #interpret: (record: T) => Known;
  readonly #onDamage: MmdbLookupOptions["onDamage"];
  /** The cache answers with the same record again, which needs no second interpretation. */
  readonly #known = new WeakMap<T, Known>();

  constructor(
    name: GeoDatabase,
    bytes: Buffer,
    interpret: (record: T) => Known,
    options: MmdbLookupOptions,
  ) {
    this.name = name;
    this.#interpret = interpret;
    this.#onDamage = options.onDamage;
    try {
      this.#reader = new Reader<T>(bytes, { cache: new DecodedRecords(options.maxCachedRecords) });
    } catch (error) {
      const message = `${name} database: ${reasonOf(error)}`;
      throw new AppError("invalid_argument", message, { cause: error });
    }
  }

  get(address: IpAddress): Known | undefined {
    if (address.bits === 128 && this.#reader.metadata.ipVersion !== 6) return undefined;
    try {
      const record = this.#reader.get(address.text);
      return record === null ? undefined : this.#read(record);
    } catch (error) {
      this.#onDamage?.(this.name, reasonOf(error));
      return undefined;
    }
  }

  #read(record: T): Known {
    const known = this.#known.get(record) ?? this.#interpret(record);
    this.#known.set(record, known);
    return known;
  }
}

function placeOf(record: CityResponse): GeoPlace {
  const code = record.country?.iso_code;
  const region = (record.subdivisions ?? []).flatMap((part: Named) => {
    const short = part.iso_code;
    const full =
      code === undefined || short === undefined ? [] : [`${code}-${short}`.toLowerCase()];
    return [...namesOf(part), ...full];
  });
  return {
    continent: namesOf(record.continent),
    country: namesOf(record.country),
    region,
    city: namesOf(record.city),
  };
}

function namesOf(part: Named | undefined): string[] {
  return [part?.iso_code, part?.code, part?.names?.en].flatMap((name) =>
    typeof name === "string" && name !== "" ? [name.toLowerCase()] : [],
  );
}

/** Fields may be missing in a file whatever the library's type says. */
function networkOf(record: Partial<AsnResponse>): GeoNetwork {
  const organisation = record.autonomous_system_organization ?? "";
  return { asn: record.autonomous_system_number, organisation: organisation.toLowerCase() };
}

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}
