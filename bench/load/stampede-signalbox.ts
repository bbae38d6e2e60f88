import { post } from "./http-protocol.js";
import type { Stampede } from "./stampede.js";
import type { Wire } from "./wire.js";

const LOCK_GRANTED = '"lock":true';

/** One request for each waiter: it is held until the value is there. */
export async function askSignalbox(wire: Wire, stampede: Stampede): Promise<void> {
  const { key, value } = stampede;
  const get = post("/get_data", { namespace: "bench", key, max_wait_time: 30 });
  const reply = await stampede.ask(wire, get);
  if (!reply.includes(LOCK_GRANTED, 0, "latin1")) {
    stampede.wakes();
    return;
  }
  await stampede.compute();
  const set = post("/set_data", { namespace: "bench", key, data: value, ttl: 300 });
  stampede.sends();
  await stampede.ask(wire, set);
}
