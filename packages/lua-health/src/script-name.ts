const MAX_NAME_CHARS = 120;

/** A script's text as one short line, for logs and messages. */
export function scriptName(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= MAX_NAME_CHARS ? line : `${line.slice(0, MAX_NAME_CHARS)}...`;
}
