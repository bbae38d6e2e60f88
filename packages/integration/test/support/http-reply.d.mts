export interface HttpReply {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The server ends the connection after it. */
  readonly isLast: boolean;
  /** Length of the whole reply. */
  readonly bytes: number;
}

export function readReply(bytes: Buffer): HttpReply | undefined;
