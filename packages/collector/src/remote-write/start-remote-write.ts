import type { Clock } from "@signalbox/clock";
import { createReceiver, type ReceiverOptions } from "./receiver.js";
import { RemoteWriter, type RemoteWriterOptions } from "./remote-writer.js";

export interface RemoteWriteOptions
  extends Omit<RemoteWriterOptions, "receiver" | "clock" | "random">, ReceiverOptions {
  readonly clock: Clock;
}

/**
 * Starts to send points; `listener` of what is returned takes them, `close` ends it. To be called before points are stored.
 *
 * @throws AppError `invalid_argument` for a URL that cannot be used; as the store does
 */
export async function startRemoteWrite(options: RemoteWriteOptions): Promise<RemoteWriter> {
  const writer = new RemoteWriter({ ...options, receiver: createReceiver(options) });
  await writer.start();
  return writer;
}
