import {
  bytes,
  decimal,
  duration,
  flag,
  httpLimitsSection,
  integer,
  list,
  logSection,
  port,
  secretText,
  section,
  text,
} from "@signalbox/config";
import type { Static } from "typebox";

const contentServer = section(
  {
    host: text("0.0.0.0", "Address to listen on."),
    http_enable: flag(true, "Whether clients are served over HTTP."),
    http_port: port(8080, "Port; 0 lets the system choose. The original's default is 80."),
    https_enable: flag(false, "Whether clients are served over HTTPS; needs `server_cert`."),
    https_port: port(8443, "Port; 0 lets the system choose. The original's default is 443."),
    server_cert: text("", "PEM file of the certificate shown to clients."),
    server_key: text("", "PEM file of its private key."),
  },
  "Where clients ask and are redirected.",
);

const restServer = section(
  {
    enable: flag(true, "Whether there is a REST API."),
    host: text("0.0.0.0", "Address to listen on."),
    port: port(5001, "HTTPS port; 0 lets the system choose."),
    server_cert: text(
      "",
      "PEM file of its certificate. Empty: one is made, signed by itself, in `state_dir`.",
    ),
    server_key: text("", "PEM file of its private key."),
    api_key_file: text(
      "",
      "File with the API key, made at the first start with mode 0600. Empty: `rest-api-key.json` in `state_dir`.",
    ),
    exempt_loopback: flag(false, "Whether callers from this machine need no API key."),
    require_key_for_metrics: flag(false, "Whether `/m1/v1/metrics` needs the API key, too."),
  },
  "Configuration, selection input, metrics: HTTPS, opened by `X-API-Key`.",
);

const ingestServer = section(
  {
    enable: flag(true, "Whether Telegraf agents may write here directly."),
    host: text("0.0.0.0", "Address to listen on."),
    port: port(8086, "Port; 0 lets the system choose."),
    username: text("", "User of the InfluxDB 1.x interface. Empty with `token`: any."),
    token: secretText("Token or password agents must send. Empty: none is asked for."),
    max_body_size: bytes("8MB", "Largest body as it arrives."),
    max_inflated_size: bytes("64MB", "Largest body after decompression."),
    max_sample_age: duration(
      "60s",
      "Samples whose time is further in the past are counted and not used. `0s`: any age.",
    ),
    max_future_skew: duration(
      "60s",
      "Samples whose time is further ahead of this machine's clock are counted and not used.",
    ),
    max_hosts: integer(10_000, { min: 1, max: 1_000_000 }, "Hosts whose samples are kept."),
  },
  "InfluxDB 1.x and 2.x writes and Telegraf's JSON, by agents that need no aggregator.",
);

const expositionServer = section(
  {
    enable: flag(true, "Whether the caches' metrics can be scraped."),
    host: text("0.0.0.0", "Address to listen on."),
    port: port(12_001, "Port; 0 lets the system choose."),
  },
  "The caches' metrics for Prometheus at `/metrics`.",
);

const selectionInput = section(
  {
    max_items: integer(
      1_000_000,
      { min: 1, max: 100_000_000 },
      "Leaves of the timestamped selection input; the plain one's limit is `tuning.general.selectionInputItemLimit`.",
    ),
    max_depth: integer(16, { min: 2, max: 64 }, "Levels of nesting."),
    max_body_size: bytes("4MB", "Largest body of a write."),
    max_future_skew: duration(
      "60s",
      "A host whose `timestamp` is further ahead of this machine's clock is refused.",
    ),
    snapshot: flag(
      false,
      "Whether the plain selection input survives a restart, in `selection-input.json` of `state_dir`. Timestamped input never does.",
    ),
  },
  "Bounds of the selection input.",
);

const lua = section(
  {
    evaluation_timeout: duration(
      "10ms",
      "Longest run of one condition or health check; beyond it the weight is 0.",
    ),
    memory_limit: bytes("16MB", "Memory of the Lua engine."),
    max_file_size: bytes("256KB", "Largest custom Lua file."),
    max_files: integer(100, { min: 0, max: 10_000 }, "Custom Lua files."),
    allow_outgoing_requests: flag(
      false,
      "Whether translation functions may send `OutgoingRequest`s, to hosts in `outgoing_hosts` only.",
    ),
    outgoing_hosts: list(
      text("", "A host name or address."),
      { maxItems: 100 },
      "Hosts that `OutgoingRequest` may reach.",
    ),
    outgoing_timeout: duration("1s", "Longest wait for an `OutgoingRequest`."),
  },
  "Lua conditions, health checks and translation functions.",
);

const geoip = section(
  {
    city_database: text("", "MaxMind database (MMDB) of places; for geoip classifiers."),
    asn_database: text("", "MMDB of autonomous systems; for asnIds and geoip classifiers."),
    anonymous_ip_database: text("", "MMDB of anonymisers; for anonymousIp classifiers."),
  },
  "Databases that tell where a client is. They are the operator's; none is shipped. Read again on SIGHUP.",
);

/** Every setting of the router's process: file, environment, `--set`, defaults and reference page come from here. */
export const routerSchema = section({
  content_server: contentServer,
  rest_api_server: restServer,
  metrics_ingest_server: ingestServer,
  metrics_exposition_server: expositionServer,
  service_id: text("", "The name in `X-Service-Identity`. Empty: the machine's."),
  state_dir: text(
    "signalbox-router",
    "Folder for the API key, the certificate made here, the applied configuration, Lua files and subnets.",
  ),
  routing_file: text(
    "",
    "The routing configuration (`services.routing`): YAML (at most 1 MB) when the name ends in `.yaml` or `.yml`, JSON otherwise. Read at start and on SIGHUP; replaced, by JSON, when another is applied over REST. Empty: `routing.json` in `state_dir`.",
  ),
  security_token_secret: secretText(
    "Secret of the tokens that `verify_security_token()` checks. Empty: no token is valid.",
  ),
  overload_requests: integer(
    10_000,
    { min: 1, max: 10_000_000 },
    "Client requests waiting for Lua or for other servers at once. Above: 503 with `Retry-After`.",
  ),
  max_selector_redirect_bytes: integer(
    8_192,
    { min: 64, max: 65_536 },
    "Longest `Location` taken from a redirecting host.",
  ),
  trace_sample: decimal(
    0,
    { min: 0, max: 1 },
    "Share of the client requests whose decision is logged with its reasons, at level `notice`; at most 20 a second.",
  ),
  selection_input: selectionInput,
  lua,
  geoip,
  limits: httpLimitsSection(),
  log: logSection("every request and the host chosen for it is traced"),
});

/** The configuration as it stands in the file, complete. */
export type RouterFile = Static<typeof routerSchema>;
