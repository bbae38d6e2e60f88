import { createPrivateKey, X509Certificate } from "node:crypto";
import { isOpenToOthers, type SmallFile } from "../files/read-small-file.js";

/**
 * What is wrong with a private key that lies beside certificates in one file; nothing when there is none. Says nothing of the
 * key itself.
 *
 * @param pem the certificates of the file, the first of which the key should belong to
 */
export function keyWarnings({ text, mode }: SmallFile, pem: readonly string[]): readonly string[] {
  if (!text.includes("PRIVATE KEY-----")) return [];
  const open = "holds a private key, and others than its owner can read it: chmod 600";
  return [...(isOpenToOthers(mode) ? [open] : []), ...belongingWarnings(text, pem[0] ?? "")];
}

function belongingWarnings(text: string, pem: string): readonly string[] {
  if (text.includes("ENCRYPTED")) return ["holds an encrypted key: services cannot use it"];
  try {
    const belongs = new X509Certificate(pem).checkPrivateKey(createPrivateKey(text));
    return belongs ? [] : ["holds a private key that does not belong to its first certificate"];
  } catch {
    return ["holds a private key that cannot be read"];
  }
}
