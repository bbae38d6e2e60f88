/** How far a host's clock seems to be from ours, when its samples are refused for it. */
export interface ClockDifference {
  readonly host: string;
  readonly kind: "future" | "stale";
  /** Milliseconds the sample is ahead of our wall clock; negative when behind. */
  readonly differenceMs: number;
}

/** What a person should hear of. */
export interface StoreObserver {
  /** At most once a minute for each host. A stale sample may also come from an agent that works off a backlog. */
  onClockDifference(difference: ClockDifference): void;
}
