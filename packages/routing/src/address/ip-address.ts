import ipaddr from "ipaddr.js";

/** One address, IPv4-mapped IPv6 already turned into IPv4. */
export interface IpAddress {
  /** Canonical: dotted quad, or IPv6 in lower case with the longest run of zeros left out. */
  readonly text: string;
  readonly bits: 32 | 128;
  /** The address as 32-bit integers (signed, for fast comparison), most significant first: one or four of them. */
  readonly words: readonly number[];
}

/** The longest text of an address: six hex groups and a dotted quad. */
const MAX_ADDRESS_CHARS = 45;
const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const QUAD = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const MAPPED = "::ffff:";

/**
 * Reads one address, strictly: no octal, hexadecimal or short IPv4, no zone, no brackets, no port, no spaces. Anything else is
 * undefined. Written `::ffff:1.2.3.4` it is the IPv4 address (cdn-router 1.6).
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > MAX_ADDRESS_CHARS) return undefined;
  if (!text.includes(":")) return parseQuad(text);
  if (text.startsWith(MAPPED) && text.includes(".")) return parseQuad(text.slice(MAPPED.length));
  const colons = withoutQuad(text);
  if (colons === undefined || colons.includes("%") || !ipaddr.IPv6.isValid(colons))
    return undefined;
  return fromIpv6(ipaddr.IPv6.parse(colons));
}

/** The canonical text of an address a socket reports, which may carry a zone (`fe80::1%eth0`). */
export function socketAddress(text: string): IpAddress | undefined {
  const zoneAt = text.indexOf("%");
  return parseAddress(zoneAt < 0 ? text : text.slice(0, zoneAt));
}

function parseQuad(text: string): IpAddress | undefined {
  if (!QUAD.test(text)) return undefined;
  let word = 0;
  for (const octet of text.split(".")) word = (word << 8) | Number(octet);
  return { text, bits: 32, words: [word] };
}

/** The library reads `::1.2.3.4` as IPv4-mapped and lets octal pass there, so the quad at the end is read here. */
function withoutQuad(text: string): string | undefined {
  if (!text.includes(".")) return text;
  const quadAt = text.lastIndexOf(":") + 1;
  const word = parseQuad(text.slice(quadAt))?.words[0];
  if (word === undefined) return undefined;
  return `${text.slice(0, quadAt)}${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
}

function fromIpv6(address: ipaddr.IPv6): IpAddress {
  if (address.isIPv4MappedAddress()) {
    const { octets } = address.toIPv4Address();
    return { text: octets.join("."), bits: 32, words: [joined(octets, 0, 8, 4)] };
  }
  const words = [0, 2, 4, 6].map((at) => joined(address.parts, at, 16, 2));
  return { text: address.toRFC5952String(), bits: 128, words };
}

/** `count` numbers of `width` bits each, from `start` on, as one 32-bit integer. */
function joined(parts: readonly number[], start: number, width: number, count: number): number {
  let word = 0;
  for (let at = start; at < start + count; at++) word = (word << width) | (parts[at] ?? 0);
  return word;
}
