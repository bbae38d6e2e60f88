/** Why a bar is missed, by row; printed behind the table as long as it is. */
export const REASONS: Readonly<Record<string, string>> = {
  "plugin.plugnpy":
    "importing the SDK loads some thirty small module files, which takes a quarter of the plugin's time; in one file it would take about 0.7x.",
  "overload.peak":
    "a large body under way is held several times over (the pieces received, the joined body, its text, the reply to store), and the allocator keeps for later what large bodies gave back; the cache itself stays within its limit.",
};

export function reasonFor(id: string): string {
  return REASONS[id] ?? "no reason found yet";
}
