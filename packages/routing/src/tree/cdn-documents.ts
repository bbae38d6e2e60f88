import { expressionBody } from "../rules/lua-body.js";
import { didYouMean } from "../rules/nearest-name.js";
import type { ProblemList } from "../rules/problem-list.js";
import {
  checkGroupType,
  checkHostname,
  checkPort,
  type HostGroup,
  type HostShape,
} from "../rules/read-hosts.js";
import type { CdnDocument, CdnHostDocument, LowLevelDocument } from "./tree-document.js";

/** The hosts of a low-level document; what is wrong with them or their CDNs goes to the list. */
export function readCdnHosts(document: LowLevelDocument, list: ProblemList): HostShape[] {
  const cdns = readCdns(document.cdns, list);
  const paths = new Map<string, string>();
  return document.hosts.flatMap((host, index) => {
    const path = `hosts[${index}]`;
    checkHostId(host.id, path, paths, list);
    checkHostname(host.hostname, host.ipv6_address ?? "", path, list);
    const group = cdns.get(host.cdn_id);
    if (group !== undefined) return [readHost(host, group, path)];
    const hint = didYouMean(host.cdn_id, cdns.keys());
    list.problem(`${path}.cdn_id`, `unknown CDN "${host.cdn_id}"${hint}`);
    return [];
  });
}

function readCdns(cdns: readonly CdnDocument[], list: ProblemList): Map<string, HostGroup> {
  const groups = new Map<string, HostGroup>();
  for (const [index, cdn] of cdns.entries()) {
    const path = `cdns[${index}]`;
    if (groups.has(cdn.id)) list.problem(`${path}.id`, `"${cdn.id}" is already the id of a CDN`);
    const { http_port: httpPort = 80, https_port: httpsPort = 443 } = cdn;
    checkPort(httpPort, `${path}.http_port`, list);
    checkPort(httpsPort, `${path}.https_port`, list);
    checkGroupType(cdn.type, `${path}.type`, list);
    groups.set(cdn.id, {
      name: cdn.name,
      type: cdn.type,
      httpPort,
      httpsPort,
      headersToForward: cdn.headers_to_forward ?? [],
      allowAnyRedirectType: cdn.allow_any_redirect_type ?? false,
    });
  }
  return groups;
}

function checkHostId(
  id: string,
  path: string,
  paths: Map<string, string>,
  list: ProblemList,
): void {
  const first = paths.get(id);
  if (id === "") list.problem(`${path}.id`, "a host needs an id");
  else if (first === undefined) paths.set(id, path);
  else list.problem(`${path}.id`, `"${id}" is already the id of ${first}`);
}

function readHost(host: CdnHostDocument, group: HostGroup, path: string): HostShape {
  const { id, hostname, ipv6_address: ipv6Address = "", health_checks: checks = [] } = host;
  const healthChecks = checks.map((check) => expressionBody(check));
  return { name: id, hostname, ipv6Address, group, healthChecks, path };
}

/** The low-level form of hosts: one CDN for each group, in order, the group's name as its id. */
export function cdnDocuments(
  hosts: readonly HostShape[],
  groups: readonly HostGroup[],
): Omit<LowLevelDocument, "routing"> {
  return {
    cdns: groups.map((group) => ({
      id: group.name,
      name: group.name,
      type: group.type,
      http_port: group.httpPort,
      https_port: group.httpsPort,
      headers_to_forward: group.headersToForward,
      allow_any_redirect_type: group.allowAnyRedirectType,
    })),
    hosts: hosts.map((host) => ({
      id: host.name,
      cdn_id: host.group.name,
      hostname: host.hostname,
      ipv6_address: host.ipv6Address,
      health_checks:
        host.healthChecks.length === 0
          ? ["always()"]
          : host.healthChecks.map((check) => check.text),
    })),
  };
}
