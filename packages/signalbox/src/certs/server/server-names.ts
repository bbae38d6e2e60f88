import { isIP } from "node:net";
import { UsageError } from "@signalbox/command-line";
import type { JsonGeneralName } from "../issue/x509.js";

const MAX_HOST_CHARS = 253;
const LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
const HOST = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);
const MAX_NAMES = 100;

/**
 * Subject alternative names of a server, hosts first.
 *
 * @throws UsageError for what is neither a host name nor an address, for none, and for more than 100
 */
export function serverNames(
  hosts: readonly string[],
  addresses: readonly string[],
): JsonGeneralName[] {
  const total = hosts.length + addresses.length;
  if (total === 0) throw new UsageError("--host or --ip is missing");
  if (total > MAX_NAMES) throw new UsageError(`${total} names, limit is ${MAX_NAMES}`);
  return [
    ...hosts.map((host) => ({ type: "dns" as const, value: checkedHost(host) })),
    ...addresses.map((address) => ({ type: "ip" as const, value: checkedAddress(address) })),
  ];
}

function checkedHost(host: string): string {
  if (isIP(host) !== 0) throw new UsageError(`--host ${host} is an address; use --ip`);
  if (host.length <= MAX_HOST_CHARS && HOST.test(host)) return host;
  throw new UsageError(`--host ${host} is not a host name (international ones as xn--...)`);
}

function checkedAddress(address: string): string {
  if (isIP(address) !== 0 && !address.includes("%")) return address;
  throw new UsageError(`--ip ${address} is not an IP address`);
}
