import type { SystemReaders } from "./machine.js";

const PER_CENT = 100;

/** The used share of the fullest of the file systems at `paths`, of what their users can have, as `df` reckons. */
export async function maxUsedPercent(
  system: Pick<SystemReaders, "space">,
  paths: readonly string[],
): Promise<number | undefined> {
  const spaces = await Promise.all(paths.map((path) => system.space(path)));
  const shares = spaces.flatMap((space) => {
    const all = space ? space.used + space.available : 0;
    return space && all > 0 ? [(space.used / all) * PER_CENT] : [];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}
