/** What is known of an object beside its series. */
export type Capacity = "mem_total_kb" | "max_bps";

/** A percentage that is not a series of its own. */
export interface DerivedEvent {
  /** The series it is made from. */
  readonly base: string;
  readonly capacity: Capacity;
}

const PERCENT = 100;

/** `mem_util`, `rx_util` and `tx_util` (datastore-polling, 7.1 and 9.16). */
const derived: ReadonlyMap<string, DerivedEvent> = new Map([
  ["mem_util", { base: "mem_used_kb", capacity: "mem_total_kb" }],
  ["rx_util", { base: "rx_bps", capacity: "max_bps" }],
  ["tx_util", { base: "tx_bps", capacity: "max_bps" }],
]);

export const derivedEvents: readonly string[] = [...derived.keys()];

export function derivedEvent(event: string): DerivedEvent | undefined {
  return derived.get(event);
}

/** @returns undefined when the capacity is not known or not above 0. */
export function percentOf(value: number, capacity: number | undefined): number | undefined {
  return capacity !== undefined && capacity > 0 ? (value / capacity) * PERCENT : undefined;
}
