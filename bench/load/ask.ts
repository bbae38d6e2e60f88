import { bodyOf } from "./http-protocol.js";
import { protocolNamed } from "./protocols.js";
import { bulkText } from "./redis-protocol.js";
import type { AskTask } from "./tasks.js";
import { Wire } from "./wire.js";

/** One request on a connection of its own. */
export async function runAsk(task: AskTask): Promise<string> {
  const wire = await Wire.open(task.port, protocolNamed(task.protocol), task.tls);
  const reply = await wire.ask(Buffer.from(task.request, "latin1"));
  wire.close();
  if (task.isWhole === true) return reply.toString("latin1");
  return task.protocol === "redis" ? bulkText(reply) : bodyOf(reply);
}
