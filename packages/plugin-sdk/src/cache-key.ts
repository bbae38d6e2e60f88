/**
 * SHA-256 of the text's UTF-8 bytes in lower-case hex: the form in which the helpers send every key. `node:crypto` is
 * loaded at the first call. Source: reference cache-manager 1.5.
 */
export function hashKey(key: string): string {
  return process
    .getBuiltinModule("node:crypto")
    .createHash("sha256")
    .update(key, "utf8")
    .digest("hex");
}

const escapePart = (part: string): string => part.replaceAll("\\", "\\\\").replaceAll("#", "\\#");

/**
 * One key from several parts: each part's `\` doubled and `#` escaped, joined by `#`, hashed. Different lists of parts
 * give different keys. Source: reference cache-manager 1.5.
 *
 * @throws TypeError when a part is not a string: numbers are not converted.
 */
export function generateKey(...parts: readonly string[]): string {
  for (const part of parts) {
    if (typeof part !== "string") {
      throw new TypeError(`key parts must be strings, got ${typeof part}`);
    }
  }
  return hashKey(parts.map(escapePart).join("#"));
}
