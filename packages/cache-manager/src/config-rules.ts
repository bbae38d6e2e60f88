import { parseKeys } from "@signalbox/cache-core";
import { parseBytes, parseDurationMs } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import type { CacheManagerFile } from "./config-schema.js";

type Rule = (file: CacheManagerFile) => string | undefined;

const keysAreReadable =
  (endpoint: "http_server" | "https_server"): Rule =>
  (file) => {
    try {
      parseKeys(file[endpoint].encryption.keys);
      return undefined;
    } catch (error) {
      return `${endpoint}.encryption.keys: ${AppError.from(error).message}`;
    }
  };

/** A token made once may arrive on either endpoint. Source: reference cache-manager 3.3. */
const keysMatch: Rule = (file) => {
  const https = file.https_server.encryption.keys;
  const http = file.http_server.encryption.keys;
  const isSame =
    https.length === http.length && https.every((key, i) => key.trim() === http[i]?.trim());
  if (https.length === 0 || isSame) return undefined;
  return "https_server.encryption.keys differ from http_server.encryption.keys; give the same list, or none to take over that of http_server";
};

const idleOutlivesLease: Rule = (file) =>
  parseDurationMs(file.limits.keep_alive_timeout) > parseDurationMs(file.max_lock_lease)
    ? undefined
    : "limits.keep_alive_timeout must be longer than max_lock_lease, or a plugin loses its connection and its lock while it fetches";

const leasesAreOrdered: Rule = (file) =>
  parseDurationMs(file.min_lock_lease) <= parseDurationMs(file.max_lock_lease)
    ? undefined
    : "min_lock_lease is longer than max_lock_lease";

const itemFitsCache: Rule = (file) => {
  const cacheBytes = parseBytes(file.max_cache_size);
  if (cacheBytes === 0 || parseBytes(file.max_item_size) <= cacheBytes) return undefined;
  return "max_item_size is larger than max_cache_size";
};

const purgeTakesABreath: Rule = (file) =>
  parseDurationMs(file.cache_purge_time) > 0
    ? undefined
    : "cache_purge_time must be more than 0s; expired entries are never served, whatever it is";

const certificateHasKey: Rule = (file) =>
  (file.https_server.server_cert === "") === (file.https_server.server_key === "")
    ? undefined
    : "https_server.server_cert and https_server.server_key are only of use together";

const clientsCanBeVerified: Rule = (file) =>
  file.https_server.client_certificate === "none" || file.https_server.ca_cert !== ""
    ? undefined
    : `https_server.client_certificate is ${file.https_server.client_certificate} but there is no https_server.ca_cert to check it with`;

const RULES: readonly Rule[] = [
  keysAreReadable("http_server"),
  keysAreReadable("https_server"),
  keysMatch,
  idleOutlivesLease,
  leasesAreOrdered,
  itemFitsCache,
  purgeTakesABreath,
  certificateHasKey,
  clientsCanBeVerified,
];

/** Every problem between settings that are each fine alone. */
export function configProblems(file: CacheManagerFile): string[] {
  return RULES.map((rule) => rule(file)).filter((problem) => problem !== undefined);
}
