/** Longest Host header, in characters: the longest DNS name and a port. */
const MAX_HOST_CHARS = 261;
/** A name or IPv4 address, or IPv6 in brackets, and perhaps a port. */
const HOST = /^([\w.-]*|\[[\da-fA-F:.]{2,45}\])(?::\d{0,5})?$/;

/**
 * The host name of a Host header: without its port, lower-cased, IPv6 in its brackets; undefined when it is no host at all. It
 * is only ever compared and shown, never sent back.
 */
export function readHost(value: string): string | undefined {
  if (value.length > MAX_HOST_CHARS) return undefined;
  return HOST.exec(value)?.[1]?.toLowerCase();
}
