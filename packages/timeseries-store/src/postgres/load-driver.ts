import { AppError } from "@signalbox/errors";
import type { Client, types } from "pg";
import type { from } from "pg-copy-streams";

/** What is used of the two optional packages. */
export interface Driver {
  readonly Client: typeof Client;
  readonly types: typeof types;
  readonly copyFrom: typeof from;
}

/** How the packages are brought in; a test brings in none. */
export interface DriverPackages {
  pg(): Promise<Pick<Driver, "Client" | "types">>;
  copyStreams(): Promise<{ readonly from: typeof from }>;
}

const installedPackages: DriverPackages = {
  pg: async () => (await import("pg")).default,
  copyStreams: async () => (await import("pg-copy-streams")).default,
};

/**
 * Both are optional peers: who stores in files does not carry them.
 *
 * @throws AppError `invalid_argument` naming the package that is missing
 */
export async function loadDriver(packages: DriverPackages = installedPackages): Promise<Driver> {
  const { Client, types } = await load("pg", () => packages.pg());
  const { from } = await load("pg-copy-streams", () => packages.copyStreams());
  return { Client, types, copyFrom: from };
}

async function load<Package>(name: string, bring: () => Promise<Package>): Promise<Package> {
  try {
    return await bring();
  } catch (cause) {
    throw new AppError(
      "invalid_argument",
      `storing in PostgreSQL needs the package ${name}: npm install pg pg-copy-streams`,
      { cause },
    );
  }
}
