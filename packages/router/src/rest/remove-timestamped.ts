import type { Clock } from "@signalbox/clock";
import type { InputStore, TimestampedInput } from "@signalbox/selection-input";
import { isJsonObject } from "./read-json.js";

/** Hosts whose metrics are removed before other work has its turn. */
const HOSTS_AT_ONCE = 100;

/**
 * Removes what is at `path` as a message would: by writing null there. A host is removed by its members; its `timestamp` is
 * not deleted so and goes when it expires. An item of a list is not deleted either: null makes nothing where no object is.
 *
 * @param path at least the host
 * @returns false when there was nothing to remove
 */
export function removeTimestamped(timestamped: TimestampedInput, path: readonly string[]): boolean {
  const value = timestamped.at(path);
  if (value === undefined) return false;
  const [host = "", ...inner] = path;
  const patch = inner.reduceRight<unknown>(
    (below, key) => ({ [key]: below }),
    inner.length === 0 ? nulls(value) : null,
  );
  return timestamped.put({ [host]: patch }).outcome !== "nothing";
}

/** The same for every host, a few at a time. */
export async function clearHosts(input: InputStore, clock: Clock): Promise<void> {
  let count = 0;
  for (const host of hostsOf(input)) {
    removeTimestamped(input.timestamped, [host]);
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

function nulls(value: unknown): unknown {
  if (!isJsonObject(value)) return null;
  return Object.fromEntries(Object.keys(value).map((key) => [key, null]));
}
