import { didYouMean } from "./nearest-name.js";
import { expressionBody, type LuaBody } from "./lua-body.js";
import type { ProblemList } from "./problem-list.js";
import type { HostDocument, HostGroupDocument, HostGroupType } from "./routing-document.js";

/** A CDN: hosts that are reached in the same way. Source: reference cdn-router 2.1. */
export interface HostGroup {
  readonly name: string;
  readonly type: HostGroupType;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly headersToForward: readonly string[];
  readonly allowAnyRedirectType: boolean;
}

/** A host as configured: the health checks are bodies, not yet gates. */
export interface HostShape {
  readonly name: string;
  readonly hostname: string;
  /** Empty when there is none. */
  readonly ipv6Address: string;
  readonly group: HostGroup;
  readonly healthChecks: readonly LuaBody[];
  readonly path: string;
}

const MAX_PORT = 65_535;
const HOSTNAME = /^[A-Za-z0-9._:[\]-]+$/;
const GROUP_TYPES: ReadonlySet<string> = new Set(["host", "redirecting", "dns"]);

export interface HostShapes {
  readonly groups: readonly HostGroup[];
  readonly hosts: readonly HostShape[];
}

/** All groups and hosts in order, with the documented defaults; what is wrong goes to the list. */
export function readHosts(documents: readonly HostGroupDocument[], list: ProblemList): HostShapes {
  const groups = documents.map((document, index) =>
    readGroup(document, `hostGroups[${index}]`, list),
  );
  checkGroupNames(groups, list);
  const hosts = groups.flatMap((group, index) =>
    (documents[index]?.hosts ?? []).map((host, at) =>
      readHost(host, group, `hostGroups[${index}].hosts[${at}]`, list),
    ),
  );
  return { groups, hosts };
}

function checkGroupNames(groups: readonly HostGroup[], list: ProblemList): void {
  const paths = new Map<string, string>();
  for (const [index, { name }] of groups.entries()) {
    const path = `hostGroups[${index}]`;
    const first = paths.get(name);
    if (first === undefined) paths.set(name, path);
    else list.problem(`${path}.name`, `"${name}" is already the name of ${first}`);
  }
}

function readGroup(document: HostGroupDocument, path: string, list: ProblemList): HostGroup {
  const { httpPort = 80, httpsPort = 443 } = document;
  checkPort(httpPort, `${path}.httpPort`, list);
  checkPort(httpsPort, `${path}.httpsPort`, list);
  checkGroupType(document.type, `${path}.type`, list);
  return {
    name: document.name ?? "",
    type: document.type,
    httpPort,
    httpsPort,
    headersToForward: document.headersToForward ?? [],
    allowAnyRedirectType: document.allowAnyRedirectType ?? false,
  };
}

function readHost(
  document: HostDocument,
  group: HostGroup,
  path: string,
  list: ProblemList,
): HostShape {
  const { hostname = "", ipv6_address: ipv6Address = "" } = document;
  checkHostname(hostname, ipv6Address, path, list);
  return {
    name: document.name ?? "",
    hostname,
    ipv6Address,
    group,
    healthChecks: readHealthChecks(document),
    path,
  };
}

function readHealthChecks(host: HostDocument): LuaBody[] {
  const { healthChecks, healthCheck, health_checks: checks, health_check: check } = host;
  const given = [healthChecks, healthCheck, checks, check].find((value) => value?.length) ?? [];
  return (typeof given === "string" ? [given] : given).map((text) => expressionBody(text));
}

/** A redirect is built from it: nothing that could end the host part of a URL may be in there. */
export function checkHostname(
  hostname: string,
  ipv6Address: string,
  path: string,
  list: ProblemList,
): void {
  if (!HOSTNAME.test(hostname)) {
    const what = hostname === "" ? "a host needs one" : `not a host name: ${quoted(hostname)}`;
    list.problem(`${path}.hostname`, what);
  }
  if (ipv6Address !== "" && !/^[0-9A-Fa-f:.[\]]+$/.test(ipv6Address)) {
    list.problem(`${path}.ipv6_address`, `not an IPv6 address: ${quoted(ipv6Address)}`);
  }
}

export function checkPort(port: number, path: string, list: ProblemList): void {
  if (Number.isInteger(port) && port >= 1 && port <= MAX_PORT) return;
  list.problem(path, `the port must be a whole number from 1 to ${MAX_PORT}, not ${port}`);
}

export function checkGroupType(type: string, path: string, list: ProblemList): void {
  if (GROUP_TYPES.has(type)) return;
  list.problem(path, `unknown host group type ${quoted(type)}${didYouMean(type, GROUP_TYPES)}`);
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));
