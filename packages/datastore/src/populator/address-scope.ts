import { BlockList } from "node:net";

const PRIVATE = [
  ["10.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["::1", 128, "ipv6"],
] as const;

const privateAddresses = new BlockList();
for (const [net, prefix, family] of PRIVATE) privateAddresses.addSubnet(net, prefix, family);

/** Whether an address can be reached from everywhere (RFC 1918, 3927, 4193, 4291, 6598). */
export function scopeOfAddress(address: string, family: "IPv4" | "IPv6"): "private" | "public" {
  const kind = family === "IPv4" ? "ipv4" : "ipv6";
  return privateAddresses.check(address, kind) ? "private" : "public";
}
