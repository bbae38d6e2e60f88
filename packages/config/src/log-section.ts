import { choice, port, section, text } from "./settings.js";

const syslog = section(
  {
    protocol: choice(["udp", "tcp", "tls"], "udp", "Transport to the syslog server."),
    host: text("", "The syslog server (RFC 5424). Empty: no syslog."),
    port: port(514, "Its port."),
  },
  "Logging to a syslog server, beside stderr.",
);

/**
 * What every service has as its section `log`.
 *
 * @param debug what `-d` shows beside, for the setting's description
 */
export function logSection(debug = "every call of the API is traced, values are never printed") {
  return section(
    {
      level: choice(
        ["error", "warning", "notice", "info", "debug"],
        "notice",
        `Least severe level that is logged. \`-d\` sets \`debug\`: ${debug}.`,
      ),
      format: choice(
        ["auto", "console", "json", "journald"],
        "auto",
        "Form of the lines on stderr. `auto`: with priority prefixes under systemd, else plain.",
      ),
      syslog,
    },
    "Logging.",
  );
}
