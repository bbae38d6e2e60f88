import { STATUS_CODES } from "node:http";
import { AppError } from "@signalbox/errors";

const HEADER_VALUE = /^[\t -~]+$/;

/** Up to this size a body is joined to its head, which costs less than a second piece in the write. Larger ones are not copied. */
export const JOINED_BYTES = 16_384;

/** Most prefixes kept; a caller that makes up content types gets the rest built anew each time. */
const MAX_PREFIXES = 200;

/**
 * Refuses what would break the reply, before anything is written.
 *
 * @throws AppError `internal` for a status outside 200 to 599 or a header value that is not printable ASCII
 */
export function checkReply(
  status: number,
  contentType: string,
  headers: readonly string[] = [],
): void {
  // Below 200 are interim answers, which the original client takes for errors.
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new AppError("internal", `reply status ${status} is not between 200 and 599`);
  }
  if (contentType !== "" && !HEADER_VALUE.test(contentType)) {
    throw new AppError("internal", "reply content type is not printable ASCII");
  }
  checkHeaders(headers);
}

/** @throws AppError `internal` for a name or value that is not printable ASCII, without quoting it */
export function checkHeaders(headers: readonly string[]): void {
  for (let i = 0; i < headers.length; i++)
    if (!HEADER_VALUE.test(headers[i] ?? "")) {
      const name = i % 2 === 0 ? "name" : `${headers[i - 1] ?? ""} value`;
      throw new AppError("internal", `reply header ${name} is not printable ASCII`);
    }
}

/** Heads of hot replies as text, with what repeats kept ready. */
export class ReplyHeads {
  readonly #prefixes = new Map<string, string[]>();
  readonly #fixed: string;
  #count = 0;

  /** @param fixed names and values, alternating, that every reply carries */
  constructor(fixed: readonly string[] = []) {
    checkHeaders(fixed);
    this.#fixed = extraLines(fixed, false);
  }

  /**
   * @param extra names and values, alternating
   * @throws AppError as `checkReply`
   */
  head(
    status: number,
    contentType: string,
    bodyBytes: number,
    isLast: boolean,
    extra: readonly string[],
  ): string {
    const prefix = this.#prefixes.get(contentType)?.[status] ?? this.#build(status, contentType);
    if (!isLast && extra.length === 0) return `${prefix}${bodyBytes}\r\n\r\n`;
    return `${prefix}${bodyBytes}\r\n${extraLines(extra, isLast)}\r\n`;
  }

  #build(status: number, contentType: string): string {
    checkReply(status, contentType);
    const reason = STATUS_CODES[status] ?? "";
    const type = contentType === "" ? "" : `Content-Type: ${contentType}\r\n`;
    const prefix = `HTTP/1.1 ${status} ${reason}\r\n${this.#fixed}${type}Content-Length: `;
    if (this.#count < MAX_PREFIXES) {
      this.#count++;
      const ofType = this.#prefixes.get(contentType) ?? [];
      ofType[status] = prefix;
      this.#prefixes.set(contentType, ofType);
    }
    return prefix;
  }
}

/** Header lines of `extra`: names and values, alternating. */
export function extraLines(extra: readonly string[], isLast: boolean): string {
  let lines = "";
  for (let i = 0; i + 1 < extra.length; i += 2)
    lines += `${extra[i] ?? ""}: ${extra[i + 1] ?? ""}\r\n`;
  return isLast ? `${lines}Connection: close\r\n` : lines;
}
