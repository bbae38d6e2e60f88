import { parseDurationMs } from "@signalbox/config";
import type { Static } from "typebox";
import { readNagiosRange, type NagiosRange } from "../alerts/nagios-range.js";
import type { externalChecksSection } from "./external-checks-section.js";

export type ExternalChecksConfig = Static<ReturnType<typeof externalChecksSection>>;

export interface AggregateCheck {
  readonly id: string;
  readonly urls: readonly string[];
  readonly statuses: NagiosRange;
  readonly verifiesServer: boolean;
}

export interface CertificateCheck {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

export interface PingCheck {
  readonly id: string;
  readonly address: string;
}

/** The section in numbers. */
export interface ExternalCheckSettings {
  /** `source` of all series. */
  readonly source: string;
  readonly intervalMs: number;
  readonly pingIntervalMs: number;
  readonly atOnce: number;
  readonly timeoutMs: number;
  readonly aggregates: readonly AggregateCheck[];
  readonly certificates: readonly CertificateCheck[];
  readonly pings: readonly PingCheck[];
}

const SUCCESS: NagiosRange = { start: 200, end: 399, alertsInside: false };
/** Names and addresses; nothing that a program could take for an option. */
const HOST = /^[A-Za-z0-9_:[][A-Za-z0-9._:%\]-]{0,252}$/;

/** What is wrong with the section, one line each. */
export function externalCheckProblems(config: ExternalChecksConfig): readonly string[] {
  const { id, aggregates, certificates, pings } = config;
  const count = aggregates.length + certificates.length + pings.length;
  return [
    ...(count > 0 && id === "" ? ["external_checks.id: missing, though there are checks"] : []),
    ...twice("aggregates", aggregates),
    ...twice("certificates", certificates),
    ...twice("pings", pings),
    ...aggregates.flatMap((one, at) => aggregateProblems(`external_checks.aggregates[${at}]`, one)),
    ...certificates.flatMap(({ host }, at) =>
      hostProblems(`external_checks.certificates[${at}].host`, host),
    ),
    ...pings.flatMap(({ address }, at) =>
      hostProblems(`external_checks.pings[${at}].address`, address),
    ),
  ];
}

function twice(list: string, entries: readonly { readonly id: string }[]): readonly string[] {
  const ids = entries.map(({ id }) => id);
  return ids.flatMap((id, at) => {
    const where = `external_checks.${list}[${at}].id`;
    if (id === "") return [`${where}: missing`];
    return ids.indexOf(id) < at ? [`${where}: ${JSON.stringify(id)} is there twice`] : [];
  });
}

function aggregateProblems(
  where: string,
  { urls, statuses }: ExternalChecksConfig["aggregates"][number],
): readonly string[] {
  const isHttp = (url: string): boolean => URL.canParse(url) && /^https?:/i.test(url);
  return [
    ...(urls.length === 0 ? [`${where}.urls: none`] : []),
    ...urls.flatMap((url, at) =>
      isHttp(url) ? [] : [`${where}.urls[${at}]: not an http:// or https:// URL`],
    ),
    ...(readNagiosRange(statuses) === undefined ? [`${where}.statuses: not a range`] : []),
  ];
}

const hostProblems = (where: string, host: string): readonly string[] =>
  HOST.test(host) ? [] : [`${where}: ${JSON.stringify(host)} is no host name or address`];

/** The settings of a configuration without `externalCheckProblems`. */
export function toExternalCheckSettings(config: ExternalChecksConfig): ExternalCheckSettings {
  return {
    source: config.id,
    intervalMs: parseDurationMs(config.interval),
    pingIntervalMs: parseDurationMs(config.ping_interval),
    atOnce: config.at_once,
    timeoutMs: parseDurationMs(config.timeout),
    aggregates: config.aggregates.map(({ id, urls, statuses, insecure }) => ({
      id,
      urls,
      statuses: readNagiosRange(statuses) ?? SUCCESS,
      verifiesServer: !insecure,
    })),
    certificates: config.certificates,
    pings: config.pings,
  };
}
