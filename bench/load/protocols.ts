import { httpProtocol, redirectProtocol } from "./http-protocol.js";
import { redisProtocol } from "./redis-protocol.js";
import type { ProtocolName } from "./tasks.js";
import type { Protocol } from "./wire.js";

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  http: httpProtocol,
  redirect: redirectProtocol,
  redis: redisProtocol,
};

export function protocolNamed(name: ProtocolName): Protocol {
  return PROTOCOLS[name];
}
