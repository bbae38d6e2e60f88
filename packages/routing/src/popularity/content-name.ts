import { murmur3 } from "../hash/murmur3.js";

/** Names up to this length are kept as they are. Keeps an entry of the list below the documented 180 bytes. */
const MAX_PLAIN_CHARS = 64;
/** No path starts with it, so a shortened name never meets a plain one. */
const SHORTENED = "\u0001";

/** Under what a content is listed: itself, or 128 bits of hash when it is long. */
export function contentName(contentKey: string): string {
  if (contentKey.length <= MAX_PLAIN_CHARS) return contentKey;
  const { upper, lower } = murmur3(Buffer.from(contentKey));
  const bytes = Buffer.alloc(16);
  bytes.writeInt32BE(upper.hi, 0);
  bytes.writeInt32BE(upper.lo, 4);
  bytes.writeInt32BE(lower.hi, 8);
  bytes.writeInt32BE(lower.lo, 12);
  return SHORTENED + bytes.toString("latin1");
}
