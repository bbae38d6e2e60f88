import { readWhitelistFile } from "../access/whitelist-file.js";
import { readOpsconfigFile } from "./opsconfig-file.js";
import type { DatastoreConfig } from "./service-schema.js";

/** Reads the files that the settings name, for `--check-config`. @throws AppError `invalid_argument` that names the file */
export async function checkFiles(config: DatastoreConfig): Promise<void> {
  const { access, opsconfig_file, opsconfig_id } = config;
  if (access.whitelist_file !== "") await readWhitelistFile(access.whitelist_file);
  await readOpsconfigFile(opsconfig_file, opsconfig_id);
}
