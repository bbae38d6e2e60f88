import { readFile } from "node:fs/promises";
import { AppError } from "@signalbox/errors";
import { mmdbLookup, noGeo, type GeoLookup } from "@signalbox/routing";

const MAX_CACHED_RECORDS = 10_000;

/** Files of the databases; empty: none. */
export interface GeoFiles {
  readonly city: string;
  readonly asn: string;
  readonly anonymousIp: string;
}

/**
 * Opens the databases that tell where a client is.
 *
 * @throws AppError `invalid_argument` naming a file that cannot be read or is no MMDB
 */
export async function openGeoDatabases(
  files: GeoFiles,
  onDamage: (message: string) => void,
): Promise<GeoLookup> {
  const geo = await readDatabase(files.city);
  const asn = await readDatabase(files.asn);
  const anonymousIp = await readDatabase(files.anonymousIp);
  if (!geo && !asn && !anonymousIp) return noGeo;
  return mmdbLookup({
    files: { ...(geo && { geo }), ...(asn && { asn }), ...(anonymousIp && { anonymousIp }) },
    maxCachedRecords: MAX_CACHED_RECORDS,
    onDamage: (database, reason) => onDamage(`${database} database: ${reason}`),
  });
}

async function readDatabase(path: string): Promise<Buffer | undefined> {
  if (path === "") return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new AppError("invalid_argument", `database ${path} cannot be read`, { cause: error });
  }
}
