/** Every bound of the tree. Sources: cdn-router 6.7 for leaves, depth and keys; the others are ours. */
export interface SelectionInputLimits {
  /** Leaves of the plain part; each item of a list counts, and so does an empty object or list. Default 10,000. */
  readonly maxPlainLeaves: number;
  /** Leaves of the timestamped part. Default 1,000,000: about 5,000 caches with 8 disks and 8 interfaces. */
  readonly maxTimestampedLeaves: number;
  /** Objects of the timestamped part, hosts included: they take more memory than leaves do. Default 250,000. */
  readonly maxTimestampedObjects: number;
  /** Top-level keys of the timestamped part. Default 10,000. */
  readonly maxHosts: number;
  /** Hosts of one message that are looked at; the others are refused. Default 20,000. */
  readonly maxHostsPerMessage: number;
  /** Leaves of one timestamped host: bounds the work of one message and of one expiry. Default 10,000. */
  readonly maxLeavesPerHost: number;
  /** Keys and list indexes on the way from the root to a value. Default 16. */
  readonly maxDepth: number;
  /** Bytes of a key in UTF-8. Default 256. */
  readonly maxKeyBytes: number;
  /** Bytes of a plain text value in UTF-8. Default 4,096. */
  readonly maxPlainStringBytes: number;
  /** Bytes of a timestamped text value in UTF-8. Default 256: metrics are numbers. */
  readonly maxTimestampedStringBytes: number;
  /** Changed paths told to listeners at once; above it only the top-level keys are named. Default 1,024. */
  readonly maxChangedPaths: number;
  /** Hosts of one message whose refusal is told in words; the others are only counted. Default 20. */
  readonly maxReportedRefusals: number;
  /** Leaves of the keys one `sweep` looks at, some milliseconds of work; a key itself counts as ten. Default 10,000. */
  readonly maxSweptLeaves: number;
  /** Listeners for changes. Default 100. */
  readonly maxListeners: number;
}

export const defaultLimits: SelectionInputLimits = {
  maxPlainLeaves: 10_000,
  maxTimestampedLeaves: 1_000_000,
  maxTimestampedObjects: 250_000,
  maxHosts: 10_000,
  maxHostsPerMessage: 20_000,
  maxLeavesPerHost: 10_000,
  maxDepth: 16,
  maxKeyBytes: 256,
  maxPlainStringBytes: 4_096,
  maxTimestampedStringBytes: 256,
  maxChangedPaths: 1_024,
  maxReportedRefusals: 20,
  maxSweptLeaves: 10_000,
  maxListeners: 100,
};
