import Transport from "winston-transport";
import type { Writable } from "node:stream";
import type { LineFormat } from "./line-format.js";
import { recordOf } from "./winston-info.js";

export interface StreamTransportOptions {
  readonly stream: Writable;
  readonly format: LineFormat;
  /** Lines are dropped while the stream holds more than this many unwritten bytes. */
  readonly maxBufferedBytes: number;
  readonly onDropped: () => void;
}

/** Writes lines to a stream that belongs to someone else, such as stderr: it is never ended here. */
export class StreamTransport extends Transport {
  readonly #options: StreamTransportOptions;
  readonly #ignore = (): void => undefined;

  constructor(options: StreamTransportOptions) {
    super();
    this.#options = options;
    // A reader that went away (EPIPE) must not take the service with it.
    options.stream.on("error", this.#ignore);
  }

  override log(info: unknown, next: () => void): void {
    const { stream, format, maxBufferedBytes, onDropped } = this.#options;
    const isWritable = stream.writable && stream.writableLength <= maxBufferedBytes;
    if (isWritable) stream.write(`${format(recordOf(info))}\n`);
    else onDropped();
    next();
  }

  override _final(callback: (error?: Error | null) => void): void {
    // The stream may still report a failed write of the last lines; its listener goes once they are out.
    const { stream } = this.#options;
    if (stream.writable) stream.write("", () => stream.off("error", this.#ignore));
    callback();
  }
}
