import {
  bytes,
  choice,
  duration,
  flag,
  httpLimitsSection,
  integer,
  list,
  logSection,
  port,
  section,
  text,
} from "@signalbox/config";
import { storeSection } from "@signalbox/timeseries-store";
import type { Static } from "typebox";

const tls = section(
  {
    server_cert: text("", "PEM file of the certificate shown to clients, with its chain."),
    server_key: text("", "PEM file of its private key."),
    client_ca: text(
      "",
      "PEM file of the authorities whose client certificates are accepted, the trust anchors.",
    ),
    client_certificate: choice(
      ["required", "optional"],
      "required",
      "`required`: without a certificate the handshake fails. `optional`: such requests are answered 401.",
    ),
    max_chain_depth: integer(
      3,
      { min: 0, max: 10 },
      "Authorities between a client's certificate and a trust anchor.",
    ),
  },
  "HTTPS. Certificate, key and authorities are read again when the files change and on SIGHUP.",
);

const access = section(
  {
    whitelist_file: text(
      "",
      "URNs that may ask: the original's INI form or JSON. Read again within ten seconds of a change and on SIGHUP.",
    ),
    whitelist_url: text(
      "",
      "HTTPS URL of a whitelist that is polled; beside or instead of the file.",
    ),
    whitelist_ca: text("", "PEM file of the authorities for `whitelist_url`. Empty: the system's."),
    whitelist_poll: duration("24h", "How often `whitelist_url` is asked."),
    whitelist_cache: text(
      "",
      "File in which the last good list of `whitelist_url` is kept for the next start. Empty: none.",
    ),
    writers: list(
      text("", "A URN."),
      { maxItems: 1000 },
      "URNs that may write through the ingest API. They need not be on the whitelist.",
    ),
    audit: flag(true, "Whether each decision is logged: who, what, allowed or why not."),
    refusal_interval: duration(
      "60s",
      "Least time between two audit lines about refusals of the same caller.",
    ),
  },
  "Who may ask what. An empty list admits nobody.",
);

const data = section(
  {
    max_points: integer(
      1_000_000,
      { min: 1, max: 1_000_000_000 },
      "Points in one reply of `/data`; more is an error that names this limit. NDJSON is not limited.",
    ),
    max_ids: integer(10_000, { min: 1, max: 100_000 }, "Objects in one query."),
    max_query_size: bytes(
      "64KB",
      "Largest `q`, and largest body of `POST /data`. A URL is also bounded by `limits.max_header_size`.",
    ),
    max_list: integer(1000, { min: 1, max: 10_000 }, "Objects on one page of `GET /info/<type>`."),
    max_concurrent: integer(16, { min: 1, max: 1000 }, "Data queries under way at once."),
    max_waiting: integer(1000, { min: 0, max: 100_000 }, "Data queries that wait; above: 503."),
    tolerant: flag(
      false,
      "Whether queries in Python's notation are read too; the reply then carries a `Warning`.",
    ),
  },
  "Bounds and habits of data queries.",
);

const ingest = section(
  {
    enable: flag(true, "Whether info and points may be written over HTTPS."),
    max_body_size: bytes("8MB", "Largest body as it arrives."),
    max_inflated_size: bytes("64MB", "Largest body after decompression."),
    max_points: integer(100_000, { min: 1, max: 10_000_000 }, "Points in one write."),
    max_future_skew: duration("5m", "Points further ahead of this machine's clock are refused."),
    max_age: duration(
      "0s",
      "Points older than this are refused, and those older than `retention.points`. `0s`: any age.",
    ),
    require_info: flag(true, "Whether points of objects without info are refused."),
  },
  "Writing. Repeating a write changes nothing.",
);

const retention = section(
  {
    points: duration("8760h", "Points older than this are removed. `0s`: never."),
    info: duration("168h", "Info objects not refreshed for this long are removed. `0s`: never."),
    purge_interval: duration("30s", "How often that is looked at."),
  },
  "Ageing of info and of points, apart from each other.",
);

const populator = section(
  {
    enable: flag(
      false,
      "Whether this machine is published: one node, its interfaces, their metrics.",
    ),
    aggregate_id: text("", "Id of the aggregate it belongs to. Empty: the machine's name."),
    interval: duration("60s", "Time between measurements."),
    info_interval: duration("1h", "Time between renewals of its info objects."),
  },
  "Publishes the machine that the datastore runs on.",
);

/** Every setting of the datastore: file, environment, `--set`, defaults and reference page come from here. */
export const datastoreSchema = section({
  host: text("0.0.0.0", "Address to listen on."),
  port: port(4334, "HTTPS port; 0 lets the system choose."),
  path_prefix: text("", "What stands before `/info` and `/data`, such as `/ops-monitoring`."),
  public_url: text(
    "",
    "How clients reach the datastore, prefix included: the base of `selfRef`, `href` and `measRef`. Empty: `https://`, the machine's name, port and prefix.",
  ),
  strict: flag(
    false,
    "Whether errors have the statuses 400 and 404. Otherwise they are 200 with an error object, as old clients expect.",
  ),
  opsconfig_file: text(
    "",
    "JSON or YAML file with the stores that `/info/opsconfig/<id>` lists. Empty: a list of none.",
  ),
  opsconfig_id: text("geni-prod", "Id of the opsconfig object."),
  tls,
  access,
  data,
  ingest,
  retention,
  populator,
  store: storeSection("signalbox-datastore.db"),
  limits: httpLimitsSection(),
  log: logSection("every request and what it was answered is traced"),
});

/** The configuration as `loadConfig` returns it. */
export type DatastoreConfig = Static<typeof datastoreSchema>;
