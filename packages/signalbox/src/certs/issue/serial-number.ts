const SERIAL_BYTES = 16;
/** Keeps the number positive without a leading zero byte, and not zero. */
const HIGH_BITS_MASK = 0x3f;
const HIGH_BIT = 0x40;

/** A random serial number of 126 bits, hexadecimal. Nothing about earlier ones has to be kept for it to be unique. */
export function serialNumber(random: (bytes: number) => Uint8Array): string {
  const bytes = Uint8Array.from(random(SERIAL_BYTES));
  bytes[0] = ((bytes[0] ?? 0) & HIGH_BITS_MASK) | HIGH_BIT;
  return Buffer.from(bytes).toString("hex");
}
