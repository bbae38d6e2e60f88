import type { Clock } from "@signalbox/clock";
import type { InputStore } from "@signalbox/selection-input";
import { isJsonObject } from "./read-json.js";

/** Hosts whose metrics are removed before other work has its turn. */
const HOSTS_AT_ONCE = 100;

/** Removes the metrics of every host, a few at a time. */
export async function clearHosts(input: InputStore, clock: Clock): Promise<void> {
  let count = 0;
  for (const host of hostsOf(input)) {
    input.timestamped.remove([host]);
    count += 1;
    if (count % HOSTS_AT_ONCE === 0) {
      await new Promise<void>((resolve) => void clock.soon(resolve));
    }
  }
}

/** The top-level keys that are hosts. Only those that are plain keys as well need a look. */
export function hostsOf(input: InputStore): string[] {
  const others = input.plain.at([]);
  const isPlain = (key: string): boolean => isJsonObject(others) && Object.hasOwn(others, key);
  return [...input.keys()].filter(
    (key) => !isPlain(key) || input.timestamped.at([key]) !== undefined,
  );
}
