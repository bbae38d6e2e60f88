import { nagiosName, type PassiveService } from "../../alerts/outputs/passive-result.js";
import type { StoreStatus } from "../../status/store-status.js";

/** What an external check store tells of what it watches. */
export interface CheckStore {
  readonly id: string;
  /** Ids of the aggregates it watches. */
  readonly watches: readonly string[];
  /** Ids of its experiments. */
  readonly experiments: readonly string[];
}

export interface NagiosQuestion {
  readonly stores: readonly StoreStatus["target"][];
  readonly checks: readonly CheckStore[];
  /** Further services, such as those that alert rules submit results for; only on hosts that are known. */
  readonly services?: readonly PassiveService[];
}

type ServiceGroup =
  | "svcgrp_availability"
  | "svcgrp_datastore_resp"
  | "svcgrp_dataplane_conn_check"
  | "svcgrp_scs_path_check";

interface Host {
  readonly name: string;
  readonly url: string;
  readonly group: string;
  readonly services: readonly {
    readonly name: string;
    readonly group?: ServiceGroup | undefined;
  }[];
}

const GROUP_OF = {
  aggregate: "hostgrp_geni_aggregates",
  authority: "hostgrp_geni_authorities",
  externalcheck: "hostgrp_geni_extcks",
} as const;
const SCS_GROUP = "hostgrp_geni_scss";
/** Host of the stitching service, which all experiments of that kind belong to (datastore-polling, 7.2). */
const SCS_HOST = "scs-geni";

/**
 * Hosts, groups and services for a Nagios-compatible server, all passive: whoever watches submits the results (datastore-polling,
 * 7.2). Names are as the ids, but for characters that Nagios does not take, which become `_`.
 */
export function nagiosText(question: NagiosQuestion): string {
  const hosts = hostsOf(question);
  return [
    HEAD,
    ...groups(hosts),
    ...SERVICE_GROUPS.map((name) =>
      block("servicegroup", { servicegroup_name: name, alias: name }),
    ),
    ...hosts.flatMap(hostText),
  ].join("\n");
}

const SERVICE_GROUPS: readonly ServiceGroup[] = [
  "svcgrp_availability",
  "svcgrp_datastore_resp",
  "svcgrp_dataplane_conn_check",
  "svcgrp_scs_path_check",
];

function hostsOf({ stores, checks, services = [] }: NagiosQuestion): Host[] {
  const further = new Map<string, string[]>();
  for (const { host, service } of services) {
    const names = further.get(host);
    if (names) names.push(service);
    else further.set(host, [service]);
  }
  const hosts = new Map<string, Host>();
  for (const target of stores) {
    const name = nagiosName(target.rootId);
    // Two of one name would make the whole configuration invalid.
    if (name === "" || hosts.has(name)) continue;
    const isScs = target.rootType === "aggregate" && isStitcher(target);
    const group = isScs ? SCS_GROUP : GROUP_OF[target.rootType];
    hosts.set(name, {
      name,
      url: target.rootUrl,
      group,
      services: eachOnce([
        ...servicesOf(target, checks),
        ...(further.get(name) ?? []).map((one) => ({ name: one })),
      ]),
    });
  }
  return [...hosts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isStitcher = ({ rootId, kind }: StoreStatus["target"]): boolean =>
  kind === "stitcher" || rootId.startsWith("scs-");

const isStitching = (experiment: string): boolean => experiment.endsWith("_stitching");

function servicesOf(
  target: StoreStatus["target"],
  checks: readonly CheckStore[],
): Host["services"] {
  const { rootId, rootType } = target;
  const services: { name: string; group: ServiceGroup }[] = [
    { name: "is_responsive", group: "svcgrp_datastore_resp" },
  ];
  const add = (name: string, group: ServiceGroup): void => void services.push({ name, group });
  for (const { id, watches, experiments } of checks) {
    if (rootType === "aggregate" && watches.includes(rootId))
      add(`${id}:is_available`, "svcgrp_availability");
    for (const experiment of experiments) {
      if (rootId === SCS_HOST && isStitching(experiment))
        add(`${id}:${experiment}`, "svcgrp_scs_path_check");
      if (rootType === "externalcheck" && rootId === id && !isStitching(experiment))
        add(experiment, "svcgrp_dataplane_conn_check");
    }
  }
  return services.map(({ name, group }) => ({ name: nagiosName(name), group }));
}

/** Of two of one name the first. */
function eachOnce(services: Host["services"]): Host["services"] {
  const byName = new Map([...services].reverse().map(({ name, group }) => [name, group]));
  return [...byName].reverse().map(([name, group]) => ({ name, group }));
}

function groups(hosts: readonly Host[]): string[] {
  const members = (group?: string): readonly string[] =>
    hosts.filter((host) => group === undefined || host.group === group).map(({ name }) => name);
  const names = ["hostgrp_geni_hosts", ...Object.values(GROUP_OF), SCS_GROUP];
  return names.map((name) => {
    const all = members(name === "hostgrp_geni_hosts" ? undefined : name);
    return block("hostgroup", {
      hostgroup_name: name,
      alias: name,
      ...(all.length > 0 && { members: all.join(",") }),
    });
  });
}

function hostText({ name, url, services }: Host): string[] {
  return [
    block("host", { use: "signalbox-host", host_name: name, alias: name, address: addressOf(url) }),
    ...services.map((service) =>
      block("service", {
        use: "signalbox-service",
        host_name: name,
        service_description: service.name,
        ...(service.group !== undefined && { servicegroups: service.group }),
      }),
    ),
  ];
}

const addressOf = (url: string): string =>
  URL.canParse(url) ? nagiosName(new URL(url).hostname) : "unknown";

function block(kind: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} ${value}`);
  return `define ${kind} {\n${lines.join("\n")}\n}\n`;
}

const PASSIVE = {
  max_check_attempts: "1",
  active_checks_enabled: "0",
  passive_checks_enabled: "1",
  notifications_enabled: "0",
  register: "0",
} as const;

const HEAD = [
  "# Passive checks of the stores, made by the collector. Include with cfg_file.\n",
  // Nagios wants a command even where it never runs one.
  block("command", { command_name: "signalbox-passive", command_line: "/bin/true" }),
  block("host", { name: "signalbox-host", check_command: "signalbox-passive", ...PASSIVE }),
  block("service", {
    name: "signalbox-service",
    check_command: "signalbox-passive",
    check_interval: "5",
    retry_interval: "5",
    ...PASSIVE,
  }),
].join("\n");
