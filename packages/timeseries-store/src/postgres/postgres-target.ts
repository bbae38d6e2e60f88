import { readFile } from "node:fs/promises";
import { AppError } from "@signalbox/errors";

/** Which server, and as whom. */
export interface PostgresTargetOptions {
  /** `postgresql://user@host:port/database`, with the parameters of libpq; `?host=/folder` for a Unix socket. */
  readonly url: string;
  /** Replaces the one in `url`. */
  readonly password?: string;
  /** Its first line is the password; read for each new connection, so that it may change. */
  readonly passwordFile?: string;
}

const SCHEMES = new Set(["postgres:", "postgresql:"]);

/** The server as it is connected to, and as it may be named in messages. */
export class PostgresTarget {
  /** Without password and parameters. */
  readonly name: string;
  readonly #url: URL;
  readonly #options: PostgresTargetOptions;

  /** @throws AppError `invalid_argument`; the message does not repeat the URL, which may hold a password */
  constructor(options: PostgresTargetOptions) {
    this.#options = options;
    this.#url = parseUrl(options.url);
    this.name = describe(this.#url);
  }

  /** With the password. Never to be shown. @throws AppError `invalid_argument` when the file cannot be read */
  async connectionString(): Promise<string> {
    const password = this.#options.password ?? (await this.#passwordOfFile());
    if (password === undefined) return this.#url.href;
    const url = new URL(this.#url);
    // A parameter works for Unix sockets as well, where the URL has no place for a password; it wins over the other.
    url.searchParams.set("password", password);
    return url.href;
  }

  async #passwordOfFile(): Promise<string | undefined> {
    const file = this.#options.passwordFile;
    if (file === undefined) return undefined;
    try {
      return firstLine(await readFile(file, "utf8"));
    } catch (cause) {
      throw new AppError("invalid_argument", `password file ${file} cannot be read`, { cause });
    }
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) {
    throw new AppError("invalid_argument", "the URL of PostgreSQL is malformed");
  }
  if (!SCHEMES.has(url.protocol)) {
    throw new AppError(
      "invalid_argument",
      `the URL of PostgreSQL begins with ${url.protocol}, not with postgresql:`,
    );
  }
  return url;
}

function describe(url: URL): string {
  const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
  const port = url.searchParams.get("port") ?? url.port;
  return `${host === "" ? "localhost" : host}${port === "" ? "" : `:${port}`}${url.pathname}`;
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? "";
}
