import { duration, flag, integer, list, section, text } from "@signalbox/config";

const aggregate = section({
  id: text("", "Id of the aggregate."),
  urls: list(
    text("", "`https://host:port/path`"),
    { maxItems: 100 },
    "Its control URLs; it is available when all of them are.",
  ),
  statuses: text("200:399", "Statuses that count as available, as a Nagios range."),
  insecure: flag(false, "Whether certificates that cannot be verified count as valid."),
});

const certificate = section({
  id: text("", "Id of the aggregate that it belongs to."),
  host: text("", "Host name or address."),
  port: integer(443, { min: 1, max: 65_535 }, "Port of the TLS server."),
});

const ping = section({
  id: text("", "Id of the experiment, such as `site-a_to_site-b_campus`."),
  address: text("", "Host name or address that is pinged."),
});

/** Settings of checks that are made from outside an aggregate (datastore-polling, 7.3); for the service's schema, as `external_checks`. */
export function externalChecksSection() {
  return section(
    {
      id: text("", "Id of the external check store that results are kept as. Empty: none is made."),
      interval: duration("600s", "Time between two checks of URLs and certificates."),
      ping_interval: duration("900s", "Time between two rounds of pings."),
      at_once: integer(5, { min: 1, max: 100 }, "URLs, certificates or pings at once, of each."),
      timeout: duration("20s", "Longest time of one request or TLS handshake."),
      trust: text("", "PEM file of authorities that sign their certificates. Empty: the system's."),
      certificate: text("", "PEM file with the client certificate and key they are shown."),
      aggregates: list(
        aggregate,
        { maxItems: 1000 },
        "Aggregates whose control URLs are asked: `is_available`.",
      ),
      certificates: list(
        certificate,
        { maxItems: 1000 },
        "TLS servers whose certificates end some day: `certificate_days_left`.",
      ),
      pings: list(ping, { maxItems: 1000 }, "Paths that are pinged from here: `ping_rtt_ms`."),
    },
    "Checks made from outside, as an external check store would tell them.",
  );
}
