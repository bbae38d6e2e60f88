import type { JsonReading } from "../json/telegraf-json.js";
import type { LineReport } from "../line/line-parser.js";
import { errorReply, type Protocol, type Reply, VERSION_HEADER } from "./reply.js";

const NO_CONTENT = 204;
const BAD_REQUEST = 400;

function done(protocol: Protocol): Reply {
  return { status: NO_CONTENT, headers: protocol === "v1" ? VERSION_HEADER : {}, body: "" };
}

function describe({ bad, errors }: LineReport): string {
  const [first] = errors;
  const text = first ? `line ${first.line}: ${first.text}` : "lines that cannot be read";
  const others = bad - 1;
  if (others <= 0) return text;
  return `${text} (and ${others} other parse error${others === 1 ? "" : "s"})`;
}

/**
 * The answer to a body of line protocol, whose good lines have been kept. 400 only for lines that cannot be read; data that
 * can be read and not used is 204, for a client would send it again or throw away what was good.
 * Source: configuration-and-telegraf 3.6, 6.
 */
export function replyToLines(protocol: "v1" | "v2", report: LineReport): Reply {
  if (report.bad === 0) return done(protocol);
  const error = { status: BAD_REQUEST, code: "invalid", text: describe(report) };
  const [first] = report.errors;
  return errorReply(protocol, error, { body: { line: first?.line ?? 0 } });
}

/**
 * The answer to a JSON body. `outputs.http` sends a refused batch again for ever, and all later ones wait behind it, so
 * bad records are 204 too; 400 only when no part of the body is JSON. Source: configuration-and-telegraf 3.2, 6.
 */
export function replyToJson(reading: JsonReading): Reply {
  if (reading.isJson) return done("json");
  return errorReply("json", { status: BAD_REQUEST, code: "invalid", text: "the body is not JSON" });
}
