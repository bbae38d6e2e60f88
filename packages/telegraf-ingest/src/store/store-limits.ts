/** Bounds of the sample store, and the ages it goes by. */
export interface StoreLimits {
  /** Hosts known at a time. */
  readonly maxHosts: number;
  /** Series of one host, all measurements together. */
  readonly maxSeriesPerHost: number;
  /** Series of all hosts together, and with them the memory a flood of names can take. */
  readonly maxSeries: number;
  /** Fields of all series together; what is beyond is dropped. */
  readonly maxFields: number;
  /** Characters of the names and tags of all series together. */
  readonly maxKeyChars: number;
  /** Series of `disk` of one host. */
  readonly maxDisksPerHost: number;
  /** Series of `net` of one host, and as many of `ethtool`. */
  readonly maxInterfacesPerHost: number;
  /** Fields kept of one series; what is beyond is dropped. */
  readonly maxFieldsPerSeries: number;
  /** Bytes of a host's, a mount point's or an interface's name: they become keys of the tree. */
  readonly maxNameBytes: number;
  /** Names of unknown measurements counted one by one; all others together. */
  readonly maxUnknownNames: number;
  /** A sample further ahead of the wall clock is `future`. */
  readonly maxFutureMs: number;
  /** A sample further behind the wall clock is `stale`. */
  readonly maxAgeMs: number;
  /** The interval agents are taken to report at while a longer one has not been seen. */
  readonly intervalMs: number;
  /** A gap of more than this many intervals gives no rate. */
  readonly maxGapIntervals: number;
  /** A series silent for so long is gone; only such a series makes room for a new one. */
  readonly forgetSeriesAfterMs: number;
  /** A host silent for so long is gone. Longer than that of series, so that its growing silence can be seen. */
  readonly forgetHostAfterMs: number;
  /** Least time between two reports of one host's clock difference. */
  readonly reportEveryMs: number;
}

/** Source: configuration-and-telegraf 3.7, 5.3 (60 s), 1.4 (5 s), 3.6 (a minute); cdn-router 6.7 (256 bytes). The rest is ours. */
export const DEFAULT_STORE_LIMITS: StoreLimits = {
  maxHosts: 10_000,
  maxSeriesPerHost: 1_000,
  maxSeries: 250_000,
  maxFields: 2_000_000,
  maxKeyChars: 64 * 1024 * 1024,
  maxDisksPerHost: 64,
  maxInterfacesPerHost: 64,
  maxFieldsPerSeries: 64,
  maxNameBytes: 256,
  maxUnknownNames: 100,
  maxFutureMs: 60_000,
  maxAgeMs: 60_000,
  intervalMs: 5_000,
  maxGapIntervals: 5,
  forgetSeriesAfterMs: 60_000,
  forgetHostAfterMs: 3_600_000,
  reportEveryMs: 60_000,
};
