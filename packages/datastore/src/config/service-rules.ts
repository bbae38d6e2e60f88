import { parseDurationMs } from "@signalbox/config";
import { isUrnOfHolder } from "@signalbox/monitoring-model";
import { storeProblem } from "@signalbox/timeseries-store";
import type { DatastoreConfig } from "./service-schema.js";

type Rule = (config: DatastoreConfig) => string | undefined;

const PREFIX = /^(?:\/[A-Za-z0-9._~-]+)*$/;

const identityIsComplete: Rule = ({ tls }) =>
  tls.server_cert !== "" && tls.server_key !== "" && tls.client_ca !== ""
    ? undefined
    : "tls.server_cert, tls.server_key and tls.client_ca are all needed: `signalbox certs` makes them";

const prefixIsPath: Rule = ({ path_prefix }) =>
  PREFIX.test(path_prefix)
    ? undefined
    : `path_prefix ${JSON.stringify(path_prefix)} is neither empty nor a path such as /ops-monitoring, without a slash at the end`;

const publicUrlIsUrl: Rule = ({ public_url }) =>
  public_url === "" || isBaseUrl(public_url)
    ? undefined
    : "public_url is not an http:// or https:// URL without query, credentials and a slash at the end";

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith("/")) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  const isHttp = protocol === "https:" || protocol === "http:";
  return isHttp && `${search}${hash}${username}${password}` === "";
}

const listComesSafely: Rule = ({ access: { whitelist_url: url } }) =>
  url === "" || (URL.canParse(url) && new URL(url).protocol === "https:")
    ? undefined
    : "access.whitelist_url is not an https:// URL";

const listUrlIsThere: Rule = ({ access: { whitelist_url, whitelist_ca, whitelist_cache } }) =>
  whitelist_url !== "" || (whitelist_ca === "" && whitelist_cache === "")
    ? undefined
    : "access.whitelist_ca and access.whitelist_cache are only of use with access.whitelist_url";

const writersAreUrns: Rule = ({ access: { writers } }) => {
  const odd = writers.find((urn) => !isUrnOfHolder(urn));
  return odd === undefined
    ? undefined
    : `access.writers has ${JSON.stringify(odd)}, which is not a URN such as urn:publicid:IDN+ch.example.net+tool+agent`;
};

const INTERVALS = [
  ["access.whitelist_poll", (config) => config.access.whitelist_poll],
  ["retention.purge_interval", (config) => config.retention.purge_interval],
  ["populator.interval", (config) => config.populator.interval],
  ["populator.info_interval", (config) => config.populator.info_interval],
] as const satisfies readonly (readonly [string, (config: DatastoreConfig) => string | number])[];

const intervalsTakeABreath: Rule = (config) => {
  const none = INTERVALS.find(([, of]) => parseDurationMs(of(config)) < 1000);
  return none && `${none[0]} must be at least 1s`;
};

const storeIsUsable: Rule = ({ store }) => storeProblem(store);

const RULES: readonly Rule[] = [
  identityIsComplete,
  prefixIsPath,
  publicUrlIsUrl,
  listComesSafely,
  listUrlIsThere,
  writersAreUrns,
  intervalsTakeABreath,
  storeIsUsable,
];

/** Every problem between settings that are each fine alone. */
export function configProblems(config: DatastoreConfig): string[] {
  return RULES.map((rule) => rule(config)).filter((problem) => problem !== undefined);
}
