import { createHash } from "node:crypto";

/** The prefix all plugins share says nothing; it is shown whole, so that what follows can be told apart. */
const PREFIX = /^[A-Z]{1,16}#/;
const SHOWN_CHARS = 3;
const DIGEST_CHARS = 6;

/** A namespace as listings and logs show it: enough to tell two apart, not enough to use, and of a short name at most half. */
export function maskNamespace(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, DIGEST_CHARS);
  const [prefix = ""] = PREFIX.exec(name) ?? [];
  const start = Array.from(name.slice(prefix.length, prefix.length + SHOWN_CHARS * 2));
  const shown = start.slice(0, Math.floor(start.length / 2)).join("");
  return `${prefix}${shown}***#${digest}`;
}
