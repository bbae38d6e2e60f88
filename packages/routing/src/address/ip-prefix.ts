import ipaddr from "ipaddr.js";
import { parseAddress, type IpAddress } from "./ip-address.js";

/** A network: the first `length` bits of `words` count, the others are 0. */
export interface IpPrefix {
  /** Canonical CIDR text, bits beyond the length cleared. */
  readonly text: string;
  readonly bits: 32 | 128;
  readonly length: number;
  readonly words: readonly number[];
}

export type PrefixVerdict =
  | { readonly ok: true; readonly prefix: IpPrefix }
  | { readonly ok: false; readonly reason: string };

const LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const MAPPED_BITS = 96;

/**
 * Reads `10.0.0.0/8` or `2001:db8::/32`. A plain address is the network of that one address unless `needsLength`. Bits beyond the
 * length are cleared, not refused. An IPv4-mapped prefix is the IPv4 prefix (cdn-router 1.6).
 */
export function parsePrefix(text: string, options?: { needsLength: boolean }): PrefixVerdict {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return { ok: false, reason: "not an IP address or CIDR" };
  if (slash < 0) {
    if (options?.needsLength) return { ok: false, reason: "has no prefix length" };
    return { ok: true, prefix: prefixOf(address, address.bits) };
  }
  const isMapped = address.bits === 32 && text.includes(":");
  const least = isMapped ? MAPPED_BITS : 0;
  const most = least + address.bits;
  const written = text.slice(slash + 1);
  const length = LENGTH.test(written) ? Number(written) : NaN;
  if (!(length >= least && length <= most)) {
    return { ok: false, reason: `prefix length is ${least} to ${most}` };
  }
  return { ok: true, prefix: prefixOf(address, length - least) };
}

function prefixOf({ bits, words }: IpAddress, length: number): IpPrefix {
  const cut = words.map((word, at) => word & maskOf(length - at * 32));
  return { text: `${textOf(cut)}/${length}`, bits, length, words: cut };
}

/** The first `length` bits set; JavaScript takes shifts modulo 32, so both ends are named. */
function maskOf(length: number): number {
  if (length <= 0) return 0;
  return length >= 32 ? -1 : -1 << (32 - length);
}

function textOf(words: readonly number[]): string {
  const bytes = words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
