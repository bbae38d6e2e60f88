import { AppError } from "@signalbox/errors";
import type { IncomingMessage, RequestOptions } from "node:http";

/** Where the collector is, and as whom to ask it. */
export interface CollectorPlace {
  /** `http://` or `https://`, host, port, perhaps a path. */
  readonly url: URL;
  /** PEM files; the authority that signed the collector's certificate, and the client's own. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

const MAX_REPLY_BYTES = 64 * 1024 * 1024;
const OK = 200;

/**
 * Asks the collector for JSON.
 *
 * @param path with query, starting with `/`
 * @throws AppError `unavailable`, `upstream_timeout`, `upstream_failed`; `not_found` for a file that cannot be read
 */
export async function askCollector(
  place: CollectorPlace,
  path: string,
  signal: AbortSignal,
): Promise<unknown> {
  const { url } = place;
  const where = `collector ${url.origin}`;
  const target = new URL(url.pathname.replace(/\/$/, "") + path, url);
  const options: RequestOptions = { ...(await tlsOf(place)), agent: false, signal };
  const { status, text } = await exchange(target, options).catch((reason: unknown) => {
    if (reason instanceof AppError) throw reason;
    if (signal.aborted) throw new AppError("upstream_timeout", `${where} did not answer in time`);
    throw new AppError("unavailable", `${where}: ${codeOf(reason)}`, { cause: reason });
  });
  const reply = parse(where, text);
  if (status === OK) return reply;
  throw new AppError("upstream_failed", `${where} answered ${status}${messageIn(reply)}`);
}

/** Loaded here and not at the start: most checks find their answer in the cache. */
async function exchange(
  target: URL,
  options: RequestOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  const { request } =
    target.protocol === "https:" ? await import("node:https") : await import("node:http");
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request(target, options, resolve).on("error", reject).end();
  });
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of reply) {
    // No encoding was set: a reply's pieces are buffers.
    pieces.push(piece as Buffer);
    bytes += pieces.at(-1)?.length ?? 0;
    if (bytes <= MAX_REPLY_BYTES) continue;
    const limit = `limit is ${MAX_REPLY_BYTES}`;
    throw new AppError(
      "upstream_failed",
      `the collector's reply has over ${bytes} bytes, ${limit}`,
    );
  }
  return { status: reply.statusCode ?? 0, text: Buffer.concat(pieces).toString() };
}

async function tlsOf({ caFile, certFile, keyFile }: CollectorPlace): Promise<RequestOptions> {
  const files = { ca: caFile, cert: certFile, key: keyFile };
  const read = Object.entries(files).flatMap(([name, file]) =>
    file === undefined ? [] : [pem(file).then((text) => [name, text] as const)],
  );
  return Object.fromEntries(await Promise.all(read));
}

async function pem(file: string): Promise<Buffer> {
  const { readFile } = await import("node:fs/promises");
  return readFile(file).catch((cause: unknown) => {
    throw new AppError("not_found", `cannot read ${file}`, { cause });
  });
}

function parse(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("upstream_failed", `${where} answered with something that is not JSON`, {
      cause,
    });
  }
}

function messageIn(reply: unknown): string {
  const error = field(reply, "error");
  const message = typeof error === "string" ? error : field(error, "message");
  return typeof message === "string" ? `: ${message}` : "";
}

/** A property of whatever came as JSON. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

/** The elements of a list in a JSON reply; none when it is none. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

// By property: errors of Node's core are no instances of this realm's Error in some test environments.
function codeOf(reason: unknown): string {
  const code = field(reason, "code");
  if (code === "ECONNREFUSED") return "connection refused";
  return typeof code === "string" ? code : String(field(reason, "message"));
}
