/** Bounds of the receiver; those on bodies are the server's. */
export interface ReceiverLimits {
  /** Bytes of a body read in one go, at worst some milliseconds of work. Default 16 KiB. */
  readonly sliceBytes: number;
  /** Bodies up to this size are answered at once, larger ones after some turns of the event loop. Default 64 KiB. */
  readonly maxBytesAtOnce: number;
  /** Longest record of a JSON body that is read in slices, in bytes. Default 1 MiB. */
  readonly maxRecordBytes: number;
  /** Members and items of such a record. Default 20,000: what a host's largest tree of 10,000 leaves can have. */
  readonly maxRecordValues: number;
  /** Levels of such a record. Default 256. */
  readonly maxRecordDepth: number;
  /** Values one after the other in a JSON body; what is beyond is not read. Default 1,000,000. */
  readonly maxRoots: number;
  /** Bytes of all bodies that wait to be read in slices; above it 503. Default 128 MiB. */
  readonly maxWaitingBytes: number;
}

export const DEFAULT_RECEIVER_LIMITS: ReceiverLimits = {
  sliceBytes: 16 * 1024,
  maxBytesAtOnce: 64 * 1024,
  maxRecordBytes: 1024 * 1024,
  maxRecordValues: 20_000,
  maxRecordDepth: 256,
  maxRoots: 1_000_000,
  maxWaitingBytes: 128 * 1024 * 1024,
};
