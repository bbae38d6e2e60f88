import { AppError } from "@signalbox/errors";

export interface HttpReply {
  readonly status: number;
  /** Lower-case names; a header that came several times is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received, decompressed. */
  readonly body: Buffer;
  /** The body as UTF-8. */
  text(): string;
  /** The body parsed; throws AppError `upstream_failed` when it is not JSON. */
  json(): unknown;
}

export interface ReplyParts {
  readonly label: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

export function createReply({ label, status, headers, body }: ReplyParts): HttpReply {
  const text = (): string => body.toString("utf8");
  return {
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(", ") : String(value),
      ]),
    ),
    body,
    text,
    json: () => parseJson(label, text()),
  };
}

function parseJson(label: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("upstream_failed", `${label} answered with something that is not JSON`, {
      cause: error,
    });
  }
}
