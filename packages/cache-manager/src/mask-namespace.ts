import { createHash } from "node:crypto";

const SHOWN_CHARS = 3;
const DIGEST_CHARS = 6;

/** A namespace as listings and logs show it: enough to tell two apart, not enough to use. */
export function maskNamespace(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, DIGEST_CHARS);
  return `${name.slice(0, SHOWN_CHARS)}***#${digest}`;
}
