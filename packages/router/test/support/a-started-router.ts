import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { routerSchema } from "../../src/config/service-schema.js";
import { startRouter, type ListenerName, type RunningRouter } from "../../src/start-router.js";
import { atEnd, scratchDirectory } from "./scratch.js";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface StartedRouter {
  readonly router: RunningRouter;
  readonly log: MemoryLogger;
  readonly folder: string;
  readonly key: string;
  /** Asks a listener; the REST API with the right key. */
  readonly ask: (listener: ListenerName, path: string, asked?: Asked) => Promise<Reply>;
  /** Where a client is sent. */
  readonly locationOf: (path: string) => Promise<string | undefined>;
}

/** A whole router on free ports, with its files in a folder of its own. */
export async function aStartedRouter(
  options: { readonly folder?: string; readonly sets?: readonly string[] } = {},
): Promise<StartedRouter> {
  const folder = options.folder ?? (await scratchDirectory());
  const sets = [
    ...[
      "content_server.http_port",
      "rest_api_server.port",
      "metrics_ingest_server.port",
      "metrics_exposition_server.port",
    ].map((port) => `${port}=0`),
    ...[
      "content_server",
      "rest_api_server",
      "metrics_ingest_server",
      "metrics_exposition_server",
    ].map((server) => `${server}.host=127.0.0.1`),
    `state_dir=${folder}`,
    ...(options.sets ?? []),
  ];
  const { value: config } = await loadConfig({ service: "router", schema: routerSchema, sets });
  const log = new MemoryLogger();
  const router = await startRouter({ config, log });
  atEnd(() => router.close());
  const { api_key: key } = JSON.parse(
    await readFile(join(folder, "rest-api-key.json"), "utf8"),
  ) as { api_key: string };
  const ask: StartedRouter["ask"] = (listener, path, asked = {}) => {
    const headers = { ...(listener === "rest" ? { "X-API-Key": key } : {}), ...asked.headers };
    return send(`${router.url[listener] ?? ""}${path}`, { ...asked, headers });
  };
  const locationOf = async (path: string): Promise<string | undefined> => {
    const { location } = (await ask("content", path)).headers;
    return typeof location === "string" ? location : undefined;
  };
  return { router, log, folder, key, ask, locationOf };
}

export function send(
  url: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: false, rejectUnauthorized: false };
    const sent = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, options, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      reply.on("end", () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
