import { cutText } from "./escape-text.js";
import type { LogField } from "./log-event.js";

/** Bounds on one event, so that no input can make a line arbitrarily long. */
export const MAX_FIELDS = 32;
export const MAX_FIELD_CHARS = 1024;
export const MAX_FIELD_NAME_CHARS = 64;
export const MAX_MESSAGE_CHARS = 4096;

export const REDACTED = "[redacted]";

const SECRET_NAME =
  /pass(word|wd|phrase)?s?$|password|passphrase|secret|token|authori[sz]ation|credential|cookie|bearer|keymaterial|keys?$|keypem$/;

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
  return SECRET_NAME.test(name.toLowerCase().replace(/[^a-z0-9]/g, ""));
}

/** `text`, cut to `maxChars`, with what is recognisably a secret replaced. */
export function redactText(text: string, maxChars: number): string {
  const cut = cutText(text, maxChars);
  return SECRET_TEXT.reduce((current, [pattern, mask]) => current.replace(pattern, mask), cut);
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
