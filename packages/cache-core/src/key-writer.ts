import { AppError } from "@signalbox/errors";

const WORD_BYTES = 4;
/** Bytes before the namespace: its length, so that no namespace and key can be mistaken for another pair. */
const LENGTH_PREFIX_BYTES = 4;
/** A UTF-16 unit becomes at most three bytes of UTF-8. */
const MAX_UTF8_BYTES_PER_UNIT = 3;

/** One reusable buffer in which the bytes that identify an entry are laid out. */
export class KeyWriter {
  readonly bytes: Buffer;
  /** The same memory as 32-bit words, for hashing. */
  readonly words: Int32Array;
  readonly #maxKeyBytes: number;
  /** Bytes that the last `write` laid out. */
  byteLength = 0;

  /** @param maxKeyBytes Longest namespace and key together, in UTF-8 bytes. */
  constructor(maxKeyBytes: number) {
    this.#maxKeyBytes = maxKeyBytes;
    const wanted = LENGTH_PREFIX_BYTES + maxKeyBytes * MAX_UTF8_BYTES_PER_UNIT + WORD_BYTES;
    const memory = new ArrayBuffer(Math.ceil(wanted / WORD_BYTES) * WORD_BYTES);
    this.bytes = Buffer.from(memory);
    this.words = new Int32Array(memory);
  }

  /**
   * Lays out length of namespace, namespace, key, and zero bytes to the next whole word.
   *
   * @throws AppError `invalid_argument` when both together are too long or hold half a surrogate pair, which UTF-8
   * cannot express (two such keys would become one).
   */
  write(namespace: string, key: string): void {
    if (namespace.length + key.length > this.#maxKeyBytes) throw this.#tooLong();
    if (!namespace.isWellFormed() || !key.isWellFormed()) {
      throw new AppError(
        "invalid_argument",
        "namespace and key must not hold half a surrogate pair",
      );
    }
    const namespaceBytes = this.bytes.write(namespace, LENGTH_PREFIX_BYTES, "utf8");
    const keyStart = LENGTH_PREFIX_BYTES + namespaceBytes;
    const keyBytes = this.bytes.write(key, keyStart, "utf8");
    if (namespaceBytes + keyBytes > this.#maxKeyBytes) throw this.#tooLong();
    this.words[0] = namespaceBytes;
    this.byteLength = keyStart + keyBytes;
    this.bytes.fill(0, this.byteLength, this.byteLength + WORD_BYTES);
  }

  #tooLong(): AppError {
    return new AppError(
      "invalid_argument",
      `namespace and key are longer than ${this.#maxKeyBytes} bytes together (max_key_size)`,
    );
  }
}

/** The reverse of `KeyWriter.write`. */
export function readKey(bytes: Buffer): { namespace: string; key: string } {
  const namespaceBytes = bytes.readInt32LE(0);
  const keyStart = LENGTH_PREFIX_BYTES + namespaceBytes;
  return {
    namespace: bytes.toString("utf8", LENGTH_PREFIX_BYTES, keyStart),
    key: bytes.toString("utf8", keyStart),
  };
}
