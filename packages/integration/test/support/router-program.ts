import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { Child } from "./child.js";

const MAIN = "packages/signalbox/src/main.ts";
const SERVERS = [
  ["content_server", "http_port"],
  ["rest_api_server", "port"],
  ["metrics_ingest_server", "port"],
  ["metrics_exposition_server", "port"],
] as const;

export interface RouterReply {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

export interface RouterRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `signalbox router` as a process, on free ports of loopback, with its files in `folder`. */
export class RouterProgram extends Child {
  readonly #folder: string;
  #urls: readonly string[] = [];

  constructor(
    folder: string,
    settings: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ) {
    const sets = [
      ...SERVERS.flatMap(([server, port]) => [`${server}.${port}=0`, `${server}.host=127.0.0.1`]),
      `state_dir=${folder}`,
      "log.format=json",
      ...settings,
    ].flatMap((setting) => ["--set", setting]);
    super(["--conditions=source", "--import", "tsx", MAIN, "router", ...sets], env);
    this.#folder = folder;
  }

  /** Resolves with the line by which it says that it serves. */
  async ready(): Promise<string> {
    const line = await this.stdout.startingWith("ready ").catch(() => {
      throw new Error(`the router did not start:\n${this.stderr.text}`);
    });
    this.#urls = line.split(" ").slice(2);
    return line;
  }

  async apiKey(): Promise<string> {
    const file: unknown = JSON.parse(
      await readFile(join(this.#folder, "rest-api-key.json"), "utf8"),
    );
    if (typeof file !== "object" || file === null || !("api_key" in file))
      throw new Error("no key");
    return String(file.api_key);
  }

  /** Asks as a client does that wants its content. */
  content(path: string): Promise<RouterReply> {
    return send(`${this.#urls[0] ?? ""}${path}`, {});
  }

  /** Asks the REST API with its key. */
  async rest(path: string, asked: RouterRequest = {}): Promise<RouterReply> {
    const headers = { "X-API-Key": await this.apiKey(), ...asked.headers };
    return send(`${this.#urls[1] ?? ""}${path}`, { ...asked, headers });
  }

  /** Writes as an agent does. */
  ingest(path: string, asked: RouterRequest): Promise<RouterReply> {
    return send(`${this.#urls[2] ?? ""}${path}`, asked);
  }
}

function send(
  url: string,
  { method = "GET", headers = {}, body }: RouterRequest,
): Promise<RouterReply> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: false, rejectUnauthorized: false };
    const sent = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, options, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      reply.on("error", reject).on("end", () => {
        const { location } = reply.headers;
        resolve({ status: reply.statusCode ?? 0, location, body: text });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
