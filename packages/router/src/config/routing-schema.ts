import { decimal, flag, integer, list, section, text } from "@signalbox/config";
import { Type, type Static, type TProperties } from "typebox";

const MAX_ENTRIES = { maxItems: 32_768 };
const MAX_HEALTH_CHECKS = 100;
const COUNT = { min: 0, max: 1_000_000_000 };
const SECONDS = { min: 0, max: 86_400 * 365 };

/** A group whose unknown keys are kept: newer and older releases have keys that mean nothing here. */
const openSection = <Properties extends TProperties>(properties: Properties, description: string) =>
  Type.Object(properties, { additionalProperties: true, default: {}, description });

/** Keys that are accepted and have no effect, whatever they hold. */
const ignored = (description: string) => Type.Optional(Type.Unknown({ description }));

const contentPopularity = section(
  {
    enabled: flag(
      true,
      "Whether requests are counted. Rules keep working on what was counted before.",
    ),
    algorithm: Type.Unsafe<"score_based" | "time_based">({
      type: "string",
      enum: ["score_based", "time_based"],
      default: "score_based",
      description: "How popularity decays: by requests or by time.",
    }),
    sessionGroupNames: list(
      text("", "A session group."),
      MAX_ENTRIES,
      "Sessions that count. None: all.",
    ),
    popularityListMaxSize: integer(
      100_000,
      { min: 1, max: 10_000_000 },
      "Contents remembered; a new one takes the place of the least popular.",
    ),
    scoreBased: section(
      {
        requestsBetweenPopularityDecay: integer(
          1_000,
          { min: 1, max: 1_000_000_000 },
          "Requests between two decays.",
        ),
        popularityDecayFraction: decimal(
          0.2,
          { min: 0, max: 1 },
          "Part of each score that a decay takes away.",
        ),
        popularityPredictionFactor: decimal(
          2.5,
          { min: 0, max: 1_000 },
          "How much recent gains weigh.",
        ),
      },
      "For `score_based`.",
    ),
    timeBased: section(
      { intervalsPerHour: integer(10, { min: 1, max: 3_600 }, "Decays in an hour.") },
      "For `time_based`.",
    ),
  },
  "What contentPopularity rules know.",
);

const health = section(
  {
    onMissingMetrics: Type.Unsafe<"unhealthy" | "healthy">({
      type: "string",
      enum: ["unhealthy", "healthy"],
      default: "unhealthy",
      description: "What the health functions say of a host whose metrics are missing or expired.",
    }),
    rise: integer(
      1,
      { min: 1, max: 100 },
      "Evaluations on fresh metrics in a row before an unhealthy host counts as healthy.",
    ),
    fall: integer(
      1,
      { min: 1, max: 100 },
      "Evaluations on fresh metrics in a row before a healthy host counts as unhealthy.",
    ),
    panicThreshold: decimal(
      0.5,
      { min: 0, max: 1 },
      "When more than this part of a host group has no metrics, the health of its hosts is ignored and an alarm raised. 1: never.",
    ),
  },
  "Damping of host health, and what to do without metrics.",
);

const settings = section(
  {
    trustedProxies: list(
      text("", "An address or CIDR."),
      MAX_ENTRIES,
      "Proxies whose `X-Forwarded-For` is believed. A request with that header from anyone else is dropped.",
    ),
    allowedProxies: Type.Optional(
      Type.Array(Type.String(), { ...MAX_ENTRIES, description: "Older name of `trustedProxies`." }),
    ),
    contentPopularity,
    extendedContentIdentifier: section(
      {
        enabled: flag(false, "Whether query parameters are part of a content's identity."),
        includedQueryParams: list(
          text("", "A parameter's name."),
          MAX_ENTRIES,
          "Which, in which order.",
        ),
      },
      "What makes two requests ask for the same content.",
    ),
    health,
    instream: ignored("Managed sessions; not in this version."),
    usageLog: ignored("Not in this version."),
    lua: ignored("See `lua` in the service's own configuration."),
  },
  "Behaviour of the router.",
);

const general = openSection(
  {
    accessLog: flag(false, "Whether each client request is written to the log."),
    timestampedSelectionInputTimeoutSeconds: decimal(
      15,
      { min: 0.1, max: 86_400 },
      "After which time metrics are removed, so that no stale ones are used.",
    ),
    selectionInputMetricsTimeoutSeconds: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 86_400,
        description:
          "Older name of `timestampedSelectionInputTimeoutSeconds`, which counts where both are given.",
      }),
    ),
    selectionInputItemLimit: integer(10_000, COUNT, "Leaves of the plain selection input."),
    maxConnectionsPerHost: integer(
      5,
      { min: 1, max: 10_000 },
      "Connections to one redirecting host.",
    ),
    logLevel: integer(3, { min: 0, max: 5 }, "Kept for compatibility; see `log.level`."),
  },
  "Limits and times of the whole router.",
);

const target = openSection(
  {
    connectTimeoutSeconds: decimal(5, SECONDS, "Time to connect to a redirecting host."),
    responseTimeoutSeconds: decimal(5, SECONDS, "Time it has to answer."),
    retryConnectTimeoutSeconds: decimal(2, SECONDS, "The same for the second and later attempts."),
    retryResponseTimeoutSeconds: decimal(2, SECONDS, "The same for the second and later attempts."),
    maxIdleTimeSeconds: decimal(30, SECONDS, "How long a connection to it is kept."),
    requestAttempts: integer(3, { min: 1, max: 100 }, "Hosts tried for one request."),
  },
  "Asking redirecting and dns hosts.",
);

const tuning = openSection(
  {
    general,
    target,
    content: ignored("Manifests; not in this version."),
    session: ignored("Sessions; not in this version."),
  },
  "Tuning. Keys that are not known here are kept and have no effect.",
);

const checks = (description: string) =>
  Type.Optional(
    Type.Unsafe<string | string[]>({
      anyOf: [
        { type: "string" },
        { type: "array", items: { type: "string" }, maxItems: MAX_HEALTH_CHECKS },
      ],
      description,
    }),
  );

const host = section({
  name: text("", "Name that rules refer to."),
  hostname: text("", "DNS name or address that clients are sent to."),
  ipv6_address: text("", "Address for clients that come over IPv6."),
  healthChecks: checks(
    "Lua expressions; all must hold for the host to take new clients. None: it always does.",
  ),
  healthCheck: checks("The same as `healthChecks`."),
  health_checks: checks("The same as `healthChecks`."),
  health_check: checks("The same as `healthChecks`."),
});

const hostGroup = section({
  name: text("", "Unique name."),
  type: Type.Unsafe<"host" | "redirecting" | "dns">({
    type: "string",
    enum: ["host", "redirecting", "dns"],
    default: "host",
    description:
      "`host`: clients are sent there. `redirecting`: it is asked where to send them. `dns`: it is asked by DNS.",
  }),
  headersToForward: list(
    text("", "A header's name."),
    { maxItems: 100 },
    "Client headers that go along to the host that is asked.",
  ),
  httpPort: integer(80, { min: 1, max: 65_535 }, "Port for HTTP."),
  httpsPort: integer(443, { min: 1, max: 65_535 }, "Port for HTTPS."),
  allowAnyRedirectType: flag(false, "Whether 301, 303, 307 and 308 are taken beside 302."),
  createStreamerSession: ignored("Not in this version."),
  hosts: list(host, MAX_ENTRIES, "The members."),
});

const olderHook = (newer: string) =>
  Type.Optional(Type.String({ description: `Raw name of \`${newer}\`.` }));

const translationFunctions = section(
  {
    request: text("", "Lua body; may change the client's request before it is routed."),
    session: text("", "Lua body; may change the session's type."),
    hostRequest: text("", "Lua body; may change the request to a redirecting host."),
    response: text("", "Lua body; may change the reply to the client."),
    request_translation_function: olderHook("request"),
    session_translation_function: olderHook("session"),
    host_request_translation_function: olderHook("hostRequest"),
    response_translation_function: olderHook("response"),
  },
  "Lua hooks.",
);

/** What each entry of a list is checked against depends on its type: see `routing-lists`. */
const entries = (description: string) =>
  list(Type.Object({}, { additionalProperties: true }), MAX_ENTRIES, description);

/** The routing configuration, `services.routing`. Rules, classifiers and session groups are checked one by one. */
export const routingSchema = section({
  entrypoint: text(
    "",
    "Name of the rule where every decision begins. Empty: every request is answered 503.",
  ),
  rules: entries("The rules, in any order."),
  hostGroups: list(hostGroup, MAX_ENTRIES, "The hosts, by group."),
  classifiers: entries("What session groups are made of."),
  sessionGroups: entries("Groups that requests belong to."),
  settings,
  tuning,
  translationFunctions,
  accounts: ignored("Not in this version."),
  dataStreams: ignored("Not in this version."),
  applyConfig: ignored("Accepted; a configuration is applied when it is sent."),
});

export type RoutingFile = Static<typeof routingSchema>;
