import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { codeOf } from "../../state/error-code.js";
import { codeText } from "../offline/read-document.js";

const ANSWER_WITHIN_MS = 15_000;
/** 1,000 nodes and hosts with everything they read. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const OK = 200;
const UNAUTHENTICATED = 401;

export interface RouterAddress {
  /** `https://host:port`. */
  readonly url: URL;
  readonly apiKey: string | undefined;
  /** PEM of the authority to trust; without it any certificate is accepted, such as the router's own. */
  readonly ca: string | undefined;
}

/**
 * Sends a question to the REST API of a running router.
 *
 * @returns the answer as it came, parsed
 * @throws AppError `unavailable`, `upstream_timeout`, or `upstream_failed` with the router's own words; never with the key
 */
export async function askRouter(
  address: RouterAddress,
  body: string,
  clock: Clock,
): Promise<unknown> {
  const { origin } = address.url;
  const ending = new AbortController();
  const cancel = clock.after(ANSWER_WITHIN_MS, () => ending.abort());
  try {
    const response = await send(address, body, ending.signal);
    const text = await readBody(response);
    if (response.statusCode === OK) return parse(text);
    throw new AppError("upstream_failed", refusalText(origin, response.statusCode, text));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw failure(origin, error, ending.signal.aborted);
  } finally {
    cancel();
  }
}

function send(
  { url, apiKey, ca }: RouterAddress,
  body: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL("/v1/explain", url), {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        ...(apiKey === undefined ? {} : { "X-API-Key": apiKey }),
      },
      agent: false,
      signal,
      ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
    });
    asked.once("response", resolve).once("error", reject);
    asked.end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk as Uint8Array); // no encoding is set, so chunks are bytes
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_ANSWER_BYTES) {
      const message = `the answer is larger than ${MAX_ANSWER_BYTES} bytes`;
      throw new AppError("upstream_failed", message);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw new AppError("upstream_failed", "the answer is not JSON; is this a router?", {
      cause: error,
    });
  }
}

/** The body of a refusal is a JSON text. */
function refusalText(origin: string, status: number | undefined, body: string): string {
  const hint = status === UNAUTHENTICATED ? "; see --key-file" : "";
  return `${origin} answered ${status ?? "nothing"}: ${messageOf(body)}${hint}`;
}

function messageOf(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "string" ? value : body;
  } catch {
    return body;
  }
}

function failure(origin: string, error: unknown, isTooLate: boolean): AppError {
  if (isTooLate) {
    const message = `${origin} did not answer within ${ANSWER_WITHIN_MS / 1000} s`;
    return new AppError("upstream_timeout", message, { cause: error });
  }
  const reason =
    codeOf(error) === "ECONNREFUSED" ? "cannot be asked: nobody listens there" : "cannot be asked";
  const message = `${origin} ${reason}${codeText(error)}`;
  return new AppError("unavailable", message, { cause: error });
}
