import { cutText } from "./escape-text.js";
import type { LogField } from "./log-event.js";

/** Bounds on one event, so that no input can make a line arbitrarily long. */
export const MAX_FIELDS = 32;
export const MAX_FIELD_CHARS = 1024;
export const MAX_FIELD_NAME_CHARS = 64;
export const MAX_MESSAGE_CHARS = 4096;

export const REDACTED = "[redacted]";

/** Whole words of a name, and parts that give a name away even when its words are not set apart (`dbpassword`). */
const SECRET_WORD = /^(pass|passwd|pwd|keys?|pem|cookies?|bearer)$/;
const SECRET_PART = /password|passphrase|secret|token|authori[sz]ation|credential|(api|private)key/;

/** Secrets inside a text: header values, credentials in a URL, `password=…`, PEM private keys. */
const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]{0,40}-----|$)/g, REDACTED],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/(:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}@/g, `$1${REDACTED}@`],
  [
    /\b(password|passwd|passphrase|secret|token|api[_-]?key)(["']?\s*[=:]\s*)("[^"]*"|\S+)/gi,
    `$1$2${REDACTED}`,
  ],
];

/** True for names such as `password`, `lock_token`, `apiKey`, `Authorization`: their values are never printed. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => SECRET_WORD.test(word)) || SECRET_PART.test(words.join(""));
}

/** `text`, cut to `maxChars`, with what is recognisably a secret replaced, also when the cut goes through it. */
export function redactText(text: string, maxChars: number): string {
  const looked = text.slice(0, maxChars * 2);
  const safe = SECRET_TEXT.reduce((now, [pattern, mask]) => now.replace(pattern, mask), looked);
  return cutText(safe, maxChars);
}

const fieldName = (name: string): string =>
  cutText(name, MAX_FIELD_NAME_CHARS).replace(/[^\w.-]/g, "_");

function fieldValue(name: string, value: LogField): LogField {
  if (isSecretName(name)) return REDACTED;
  return typeof value === "string" ? redactText(value, MAX_FIELD_CHARS) : value;
}

/** The one place every field passes before it is written: names made plain, secrets replaced, lengths and count bounded. */
export function redact(fields: Readonly<Record<string, LogField>>): Record<string, LogField> {
  const safe = Object.entries(fields)
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => [fieldName(name), fieldValue(name, value)] as const);
  return Object.fromEntries(safe);
}
