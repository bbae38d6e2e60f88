import {
  bytes,
  choice,
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
import { storeSection } from "@signalbox/timeseries-store";
import type { Static } from "typebox";
import { externalChecksSection } from "../external-checks/external-checks-section.js";

const store = section({
  id: text("", "Unique name. Empty: the last part of `url`."),
  url: text("", "Info URL of its root, such as `https://host:4334/info/aggregate/<id>`."),
  insecure: flag(
    false,
    "Whether any server certificate is accepted, such as one signed by itself.",
  ),
  allowed_origins: list(
    text("", "`https://host:port`"),
    { maxItems: 100 },
    "Other hosts that its links may lead to.",
  ),
});

const tls = section(
  {
    server_cert: text("", "PEM file of the certificate of the collector's API. Empty: plain HTTP."),
    server_key: text("", "PEM file of its private key."),
    client_ca: text(
      "",
      "PEM file of authorities whose client certificates are asked for. Empty: none.",
    ),
  },
  "HTTPS of the collector's own API.",
);

const poll = section(
  {
    default_period: duration("300s", "Period of series whose store does not tell one."),
    min_interval: duration("10s", "Least time between two polls of a store."),
    jitter: decimal(
      0.1,
      { min: 0, max: 1 },
      "Share of the interval that a poll is moved by chance.",
    ),
    overlap_periods: decimal(
      2,
      { min: 0, max: 100 },
      "How far before its newest point a series is asked again, in periods.",
    ),
    rescan_interval: duration(
      "1h",
      "How often a store is asked once more for a longer past, for points that came late. `0s`: never.",
    ),
    rescan_window: duration("24h", "That longer past."),
    backfill: duration("720h", "How far back a series is asked for that has no points yet."),
    max_window: duration(
      "24h",
      "Longest time asked for in one query; longer pasts are read page by page.",
    ),
    future_skew: duration("1h", "How far ahead of this machine's clock points may be."),
    max_url_chars: integer(
      2000,
      { min: 500, max: 65_536 },
      "Longest URL of a query; longer lists of ids are split.",
    ),
  },
  "Reading time series.",
);

const crawl = section(
  {
    interval: duration("24h", "Time between two crawls of a store's inventory."),
    gone_after: integer(
      2,
      { min: 1, max: 100 },
      "Crawls without an object after which it counts as gone.",
    ),
    max_objects: integer(1_000_000, { min: 1, max: 100_000_000 }, "Objects of one store."),
  },
  "Reading inventory.",
);

const requests = section(
  {
    per_store: integer(6, { min: 1, max: 100 }, "Requests to one store at once."),
    stores_at_once: integer(50, { min: 1, max: 10_000 }, "Stores that are read at once."),
    connect_timeout: duration("10s", "Longest time to a connection."),
    timeout: duration("60s", "Longest time of one request."),
    max_reply_size: bytes("64MB", "Largest reply, decompressed."),
    backoff_initial: duration(
      "10s",
      "Pause after the first failure of a store; it doubles, with jitter.",
    ),
    backoff_max: duration("1h", "Longest such pause."),
    circuit_failures: integer(
      5,
      { min: 1, max: 1000 },
      "Failures in a row after which a store is asked by one request only until it answers.",
    ),
  },
  "Bounds on what is asked of stores.",
);

const remoteWrite = section(
  {
    url: text("", "Where new points are sent as Prometheus remote-write. Empty: nowhere."),
    bearer_token: secretText("Token sent as `Authorization: Bearer`."),
    max_waiting_points: integer(
      1_000_000,
      { min: 1, max: 100_000_000 },
      "Points that wait; above, the oldest are dropped and counted.",
    ),
    batch_points: integer(5_000, { min: 1, max: 100_000 }, "Points in one request."),
    catch_up: duration(
      "24h",
      "After a start, points of this much past that were not sent are sent from the store.",
    ),
    timeout: duration("30s", "Longest time of one request."),
  },
  "Points to a Prometheus-compatible store.",
);

const alertRule = section({
  name: text("", "Unique name."),
  object_type: text("node", "Type of the objects it looks at."),
  event: text(
    "",
    "Series without `ops_monitoring:`, or one of the documented ratios such as `mem_util`.",
  ),
  source: text("", "Only this store. Empty: all."),
  warning: text("", "Nagios range; values outside of it are a warning."),
  critical: text("", "Nagios range; values outside of it are critical."),
  for: duration("0s", "How long a value must stay outside before the state changes."),
  hysteresis: decimal(
    0,
    { min: 0, max: 1e12 },
    "How far inside the range a value must be before the state improves.",
  ),
  missing: choice(
    ["unknown", "critical", "warning", "ok", "keep"],
    "unknown",
    "State of a series without new points.",
  ),
  missing_after: duration("0s", "When that is so. `0s`: after two periods."),
});

const alerts = section(
  {
    rules: list(alertRule, { maxItems: 1000 }, "What is watched."),
    interval: duration("30s", "How often rules are looked at for missing data."),
    repeat: duration("0s", "How often a state that is not OK is told again. `0s`: once."),
    log: flag(true, "Whether changes of state are logged."),
    nagios_command_file: text(
      "",
      "External command file of a Nagios-compatible server for passive results. Empty: none.",
    ),
    webhook_url: text("", "URL that changes of state are posted to as JSON. Empty: none."),
    webhook_token: secretText("Token sent as `Authorization: Bearer`."),
    max_waiting: integer(
      10_000,
      { min: 1, max: 1_000_000 },
      "Notices that wait for an output; above, the oldest are dropped and counted.",
    ),
  },
  "Rules and where changes of state go.",
);

const retention = section(
  {
    points: duration("8760h", "Points older than this are removed. `0s`: never."),
    gone_info: duration("720h", "Objects gone for this long are removed. `0s`: never."),
    purge_interval: duration("60s", "How often that is looked at."),
  },
  "How long things are kept.",
);

/** Every setting of the collector: file, environment, `--set`, defaults and reference page come from here. */
export const collectorSchema = section({
  host: text("127.0.0.1", "Address its API listens on."),
  port: port(4335, "Port of its API; 0 lets the system choose."),
  tls,
  certificate: text(
    "",
    "PEM file with the client certificate and its private key that stores are shown.",
  ),
  trust: text(
    "",
    "PEM file of the authorities that sign stores' certificates. Empty: the system's.",
  ),
  opsconfig_url: text("", "URL of an opsconfig object: all stores it lists are read."),
  opsconfig_interval: duration("24h", "How often it is read again."),
  allow_http: flag(false, "Whether stores may be asked without TLS; for tests."),
  stores: list(store, { maxItems: 10_000 }, "Stores to read, beside those of `opsconfig_url`."),
  insecure: list(
    text("", "Id of a store."),
    { maxItems: 10_000 },
    "Stores of the opsconfig whose certificates are not verified.",
  ),
  personal_data: choice(
    ["operators", "everybody", "nobody"],
    "operators",
    "Who is told names, e-mail addresses and creators by the API. Operators are callers on this machine, and those with a client certificate.",
  ),
  crawl,
  poll,
  requests,
  retention,
  alerts,
  remote_write: remoteWrite,
  external_checks: externalChecksSection(),
  store: storeSection("signalbox-collector.db"),
  limits: httpLimitsSection(),
  log: logSection("every request to a store is traced"),
});

/** The configuration as `loadConfig` returns it. */
export type CollectorConfig = Static<typeof collectorSchema>;
