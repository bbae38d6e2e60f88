import { httpProtocol } from "./http-protocol.js";
import { redisProtocol } from "./redis-protocol.js";
import type { ProtocolName } from "./tasks.js";
import type { Protocol } from "./wire.js";

export function protocolNamed(name: ProtocolName): Protocol {
  return name === "http" ? httpProtocol : redisProtocol;
}
