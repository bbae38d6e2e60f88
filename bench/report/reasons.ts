const MEMORY_IS_FAR =
  "a million entries do not fit the processor's cache: the lookup in a bare Map alone takes 1.4 times as long with ten times the keys; the ratio lies between 1.07 and 1.29 from run to run, on both sides of the bar.";

/** Why a bar is missed, by row; printed behind the table as long as it is. */
export const REASONS: Readonly<Record<string, string>> = {
  "growth.get": MEMORY_IS_FAR,
  "growth.set": MEMORY_IS_FAR,
  "plugin.plugnpy":
    "Node's own start is most of a plugin's time; what the SDK adds is its one file and node:http.",
  "overload.peak":
    "a large body under way is held twice (the pieces received and the joined body), and the allocator keeps for later what large bodies gave back; the cache takes no more memory while the process is too large, but gives none back.",
};

export function reasonFor(id: string): string {
  return REASONS[id] ?? "no reason found yet";
}
