/** Why a bar is missed, by row; printed behind the table as long as it is. */
export const REASONS: Readonly<Record<string, string>> = {};

export function reasonFor(id: string): string {
  return REASONS[id] ?? "no reason found yet";
}
