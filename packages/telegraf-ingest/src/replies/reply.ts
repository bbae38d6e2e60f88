/** An answer for whoever speaks HTTP: send it as it is, without the body to HEAD. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for 204. */
  readonly body: string;
}

/** Which client is answered: InfluxDB 1.x, InfluxDB 2.x, or JSON from `outputs.http`. */
export type Protocol = "v1" | "v2" | "json";

const MAX_HEADER_CHARS = 300;

/** The version of InfluxDB 1.x listeners, which clients look for. */
export const VERSION_HEADER = { "X-Influxdb-Version": "1.0" } as const;

/** Header values may hold neither control characters nor anything beyond ASCII. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, MAX_HEADER_CHARS);
}

/** A reply with a JSON body. Telegraf logs its first line, at most 1024 bytes, so it is one line. */
export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

/** An error in the form the client of `protocol` reads. Source: configuration-and-telegraf 3.4, 3.5, 3.6. */
export function errorReply(
  protocol: Protocol,
  error: { readonly status: number; readonly code: string; readonly text: string },
  more: { readonly headers?: Record<string, string>; readonly body?: Record<string, number> } = {},
): Reply {
  const { status, code, text } = error;
  const named = { "X-Influxdb-Error": headerText(text), ...more.headers };
  if (protocol === "json") return jsonReply(status, { error: text, ...more.body }, more.headers);
  if (protocol === "v1") return jsonReply(status, { error: text }, { ...VERSION_HEADER, ...named });
  return jsonReply(status, { code, message: text, op: "write", err: text, ...more.body }, named);
}
