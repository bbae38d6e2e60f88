import { Type, type Static } from "typebox";
import {
  bytes,
  choice,
  ConfigError,
  duration,
  flag,
  integer,
  list,
  loadConfig,
  port,
  secretText,
  section,
  text,
  type LoadConfigOptions,
  type LoadedConfig,
} from "../src/index.js";

/** A schema with one of each kind of setting. */
export const schema = section({
  max_cache_size: bytes("1GB", "Largest cache. `0B`: no limit."),
  worker_timeout: duration("30s", "Pause before a failed worker is started again."),
  workers: integer(2, { min: 1, max: 64 }, "How many workers."),
  verbose: flag(false, "Say more."),
  http_server: section(
    {
      host: text("127.0.0.1", "Address to listen on."),
      port: port(8182, "Port to listen on."),
      namespace_key: secretText("Seals namespace tokens."),
      tls: Type.Optional(
        section({ cert_file: text("cert.pem", "Certificate."), key: secretText("Key.") }),
      ),
    },
    "The plain HTTP endpoint.",
  ),
  log: section({ level: choice(["info", "debug"], "info", "How much is logged.") }),
  peer_nodes: list(
    section({
      host: text("", "Name."),
      port: port(8183, "Port."),
      secret: secretText("Shared key."),
    }),
    { maxItems: 12 },
    "The other nodes.",
  ),
  labels: Type.Record(Type.String(), Type.String(), { default: {}, description: "Free labels." }),
});
export type ExampleConfig = Static<typeof schema>;

export function load(
  options: Partial<LoadConfigOptions<typeof schema>> = {},
): Promise<LoadedConfig<typeof schema>> {
  return loadConfig({ schema, service: "cache-manager", ...options });
}

/** The problems of a configuration that must not load. */
export async function problemsOf(
  options: Partial<LoadConfigOptions<typeof schema>>,
): Promise<readonly string[]> {
  try {
    await load(options);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("the configuration was accepted");
}
