import { oneLine } from "@signalbox/errors";
import { parseAddress, type IpAddress } from "../address/ip-address.js";
import type { PrefixSet } from "../address/prefix-set.js";

export interface ClientEvidence {
  /** What the socket reports; undefined once it is gone. */
  readonly peerAddress: string | undefined;
  /** Every X-Forwarded-For line, in the order received. */
  readonly forwardedFor: readonly string[];
}

export type ClientVerdict =
  | { readonly kind: "client"; readonly ip: string }
  /** Close the connection without writing a byte. `reason` is one line for the log. */
  | { readonly kind: "drop"; readonly reason: string };

/** More addresses than this, each of a trusted proxy, are no honest chain; it bounds the work of one request. */
export const MAX_FORWARDED_ADDRESSES = 32;

const MAPPED = "::ffff:";
const SOCKET_ADDRESS = /^[\da-fA-F.:]{2,45}$/;
const QUAD_WITH_PORT = /^(\d[\d.]*):\d{1,5}$/;
const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/;
const MAX_SHOWN_CHARS = 60;

/**
 * Whose request this is (cdn-router 1.6). Without X-Forwarded-For: the peer. With it, from a peer that is no trusted proxy: drop.
 * Else the right-most address that is no trusted proxy, or the left-most if all are; several lines count as one list. What
 * stands left of the client's address is the client's own word and is not even read; at its place, anything but an address
 * (with or without a port) drops the connection. Empty items do not count.
 */
export function resolveClient(evidence: ClientEvidence, trusted: PrefixSet): ClientVerdict {
  const peer = peerText(evidence.peerAddress);
  if (peer === undefined) return drop("the peer has no address");
  if (evidence.forwardedFor.length === 0) return { kind: "client", ip: peer };
  const peerAddress = parseAddress(peer);
  if (!peerAddress || !trusted.has(peerAddress)) {
    return drop(`X-Forwarded-For from ${peer}, which is not in trustedProxies`);
  }
  return lastUntrusted(evidence.forwardedFor, peerAddress, trusted);
}

function lastUntrusted(
  lines: readonly string[],
  peer: IpAddress,
  trusted: PrefixSet,
): ClientVerdict {
  let leftMost = peer;
  let seen = 0;
  const items = lines.flatMap((line) => line.split(","));
  for (let at = items.length - 1; at >= 0; at--) {
    const item = (items[at] ?? "").trim();
    if (item === "") continue;
    if (++seen > MAX_FORWARDED_ADDRESSES) {
      return drop(`X-Forwarded-For names more than ${MAX_FORWARDED_ADDRESSES} trusted proxies`);
    }
    const address = forwardedAddress(item);
    if (!address) {
      return drop(`X-Forwarded-For: "${oneLine(item.slice(0, MAX_SHOWN_CHARS))}" is no address`);
    }
    if (!trusted.has(address)) return { kind: "client", ip: address.text };
    leftMost = address;
  }
  return { kind: "client", ip: leftMost.text };
}

/** Some proxies add the client's port. */
function forwardedAddress(item: string): IpAddress | undefined {
  return parseAddress(QUAD_WITH_PORT.exec(item)?.[1] ?? BRACKETED.exec(item)?.[1] ?? item);
}

/** The kernel writes canonical text, so nothing is parsed here: IPv4 behind `::ffff:`, and perhaps a zone at the end. */
function peerText(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const zoneAt = address.indexOf("%");
  const text = zoneAt < 0 ? address : address.slice(0, zoneAt);
  if (!SOCKET_ADDRESS.test(text)) return undefined;
  return text.startsWith(MAPPED) && text.includes(".") ? text.slice(MAPPED.length) : text;
}

function drop(reason: string): ClientVerdict {
  return { kind: "drop", reason };
}
