import { readFile } from "node:fs/promises";
import type { ClientIdentity } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import type { CollectorConfig } from "../config/service-schema.js";

/** What stores are shown and who may sign theirs, from the files of the settings. @throws AppError `invalid_argument` that names a file */
export async function readIdentity({
  certificate,
  trust,
}: Pick<CollectorConfig, "certificate" | "trust">): Promise<ClientIdentity> {
  return {
    ...(certificate !== "" && { pem: await read("certificate", certificate) }),
    ...(trust !== "" && { ca: await read("trust", trust) }),
  };
}

async function read(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new AppError("invalid_argument", `${setting}: ${file} cannot be read`, { cause: error });
  }
}
