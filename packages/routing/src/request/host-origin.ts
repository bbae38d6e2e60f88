import { oneLine } from "@signalbox/errors";
import { parseAddress } from "../address/ip-address.js";
import type { Problem } from "../address/problem.js";

/** Where a host of the configuration is reached. */
export interface HostAddress {
  /** DNS name, IPv4 address or IPv6 address (brackets optional). */
  readonly hostname: string;
  /** Used for clients with an IPv6 address; empty or absent: none. */
  readonly ipv6Address?: string | undefined;
  /** Default 80. */
  readonly httpPort?: number | undefined;
  /** Default 443. */
  readonly httpsPort?: number | undefined;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const MAX_PORT = 65_535;
const MAX_HOSTNAME_CHARS = 253;
const NAME = /^[A-Za-z\d_](?:[\w.-]*[A-Za-z\d_])?\.?$/;

/**
 * Scheme, host and port of one configured host, checked once when the configuration is read: a `Location` can begin with nothing
 * else (cdn-router 1.5). Ports that the scheme implies are left out.
 */
export class HostOrigin {
  readonly #http: string;
  readonly #https: string;
  readonly #http6: string;
  readonly #https6: string;

  private constructor(authority: string, authority6: string, http: string, https: string) {
    this.#http = `http://${authority}${http}`;
    this.#https = `https://${authority}${https}`;
    this.#http6 = `http://${authority6}${http}`;
    this.#https6 = `https://${authority6}${https}`;
  }

  /**
   * @param path where the host stands in the configuration
   * @param problems what is wrong with the host is added here; the answer is undefined then
   */
  static read(host: HostAddress, path: string, problems: Problem[]): HostOrigin | undefined {
    const before = problems.length;
    const add = (field: string, message: string): void => {
      problems.push({ path: `${path}.${field}`, message });
    };
    const authority = authorityOf(host.hostname);
    if (authority === undefined) {
      add("hostname", `"${oneLine(host.hostname)}" is not a host name or address`);
    }
    const authority6 = host.ipv6Address ? ipv6Of(host.ipv6Address) : authority;
    if (host.ipv6Address && authority6 === undefined) {
      add("ipv6_address", `"${oneLine(host.ipv6Address)}" is not an IPv6 address`);
    }
    const http = portOf(host.httpPort, HTTP_PORT, (message) => add("httpPort", message));
    const https = portOf(host.httpsPort, HTTPS_PORT, (message) => add("httpsPort", message));
    if (problems.length > before || authority === undefined || authority6 === undefined) {
      return undefined;
    }
    return new HostOrigin(authority, authority6, http, https);
  }

  /** `http://edge.example.net:8080`; for clients with an IPv6 address the host's own IPv6 address if it has one. */
  at(isEncrypted: boolean, isIpv6Client: boolean): string {
    if (isEncrypted) return isIpv6Client ? this.#https6 : this.#https;
    return isIpv6Client ? this.#http6 : this.#http;
  }
}

function portOf(port: number | undefined, implied: number, add: (message: string) => void): string {
  if (port === undefined || port === implied) return "";
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) {
    add(`${port} is not a port: 1 to ${MAX_PORT}`);
  }
  return `:${port}`;
}

function ipv6Of(text: string): string | undefined {
  const address = parseAddress(withoutBrackets(text));
  return address?.bits === 128 ? `[${address.text}]` : undefined;
}

/** The last word is the browsers': they read `1.2.3` and `0x7f.1` as addresses and refuse bad punycode. */
function authorityOf(hostname: string): string | undefined {
  if (hostname.includes(":")) return ipv6Of(hostname);
  if (hostname.length > MAX_HOSTNAME_CHARS || !NAME.test(hostname)) return undefined;
  const url = `http://${hostname}/`;
  if (!URL.canParse(url)) return undefined;
  return new URL(url).hostname === hostname.toLowerCase() ? hostname : undefined;
}

function withoutBrackets(text: string): string {
  return text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
}
