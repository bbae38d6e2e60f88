/** Bounds of the receiver; those on bodies are the server's. */
export interface ReceiverLimits {
  /** Bytes of a body read in one turn of the event loop; smaller bodies are answered at once. Default 128 KiB. */
  readonly sliceBytes: number;
  /** Longest record of a JSON body that is read in slices, in bytes. Default 1 MiB. */
  readonly maxRecordBytes: number;
  /** Bytes of all bodies that wait to be read in slices; above it 503. Default 128 MiB. */
  readonly maxWaitingBytes: number;
}

export const DEFAULT_RECEIVER_LIMITS: ReceiverLimits = {
  sliceBytes: 128 * 1024,
  maxRecordBytes: 1024 * 1024,
  maxWaitingBytes: 128 * 1024 * 1024,
};
