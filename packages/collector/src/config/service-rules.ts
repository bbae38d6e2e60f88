import { parseDurationMs } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { storeProblem } from "@signalbox/timeseries-store";
import { alertProblems } from "../alerts/read-rules.js";
import { configuredStores } from "../stores/configured-stores.js";
import { externalCheckProblems } from "../external-checks/check-settings.js";
import type { CollectorConfig } from "./service-schema.js";

type Rule = (config: CollectorConfig) => string | undefined;

const storesCanBeUsed: Rule = (config) => {
  try {
    configuredStores(config);
    return undefined;
  } catch (reason) {
    return AppError.from(reason).message;
  }
};

const opsconfigIsUrl: Rule = ({ opsconfig_url: url, allow_http }) => {
  if (url === "") return undefined;
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  const isFine = protocol === "https:" || (allow_http && protocol === "http:");
  return isFine ? undefined : "opsconfig_url is not an https:// URL (allow_http)";
};

const identityIsComplete: Rule = ({ tls }) =>
  (tls.server_cert === "") === (tls.server_key === "")
    ? undefined
    : "tls.server_cert and tls.server_key are only of use together";

const clientsNeedTls: Rule = ({ tls }) =>
  tls.client_ca === "" || tls.server_cert !== ""
    ? undefined
    : "tls.client_ca needs tls.server_cert: client certificates come over HTTPS only";

const storeIsUsable: Rule = ({ store }) => storeProblem(store);

const INTERVALS = [
  ["opsconfig_interval", (config) => config.opsconfig_interval],
  ["crawl.interval", (config) => config.crawl.interval],
  ["poll.default_period", (config) => config.poll.default_period],
  ["poll.max_window", (config) => config.poll.max_window],
  ["requests.backoff_initial", (config) => config.requests.backoff_initial],
  ["retention.purge_interval", (config) => config.retention.purge_interval],
] as const satisfies readonly (readonly [string, (config: CollectorConfig) => string | number])[];

const intervalsTakeABreath: Rule = (config) => {
  const none = INTERVALS.find(([, of]) => parseDurationMs(of(config)) < 1000);
  return none && `${none[0]} must be at least 1s`;
};

const RULES: readonly Rule[] = [
  storesCanBeUsed,
  opsconfigIsUrl,
  identityIsComplete,
  clientsNeedTls,
  storeIsUsable,
  intervalsTakeABreath,
];

/** Every problem between settings that are each fine alone. */
export function configProblems(config: CollectorConfig): string[] {
  const problems = RULES.map((rule) => rule(config)).filter((problem) => problem !== undefined);
  return [
    ...problems,
    ...alertProblems(config.alerts),
    ...externalCheckProblems(config.external_checks),
  ];
}
