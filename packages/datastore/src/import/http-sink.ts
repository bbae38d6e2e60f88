import { AppError, oneLine } from "@signalbox/errors";
import type { HttpClient, HttpReply } from "@signalbox/http-client";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import { pointsText } from "../read/data/points-text.js";
import type { PointsReport, Rejection, RejectionCode } from "../ingest/points/points-report.js";
import type { ImportSink } from "./import-sink.js";

const JSON_TYPE = { "Content-Type": "application/json" } as const;
const OK = 200;
/** From here on a failure may pass, and the client has tried again. */
const FIRST_SERVER_ERROR = 500;

/** Sends to the ingest API of a datastore. @param client Closed with the sink; its base URL is that of the datastore. */
export function createHttpSink(client: HttpClient): ImportSink {
  const post = async (path: string, body: string): Promise<Readonly<Record<string, unknown>>> => {
    const reply = await client.request({
      method: "POST",
      path,
      body,
      headers: JSON_TYPE,
      // Writing twice changes nothing.
      repeatable: true,
      accepts: (status) => status < FIRST_SERVER_ERROR,
    });
    return contentOf(reply, client.origin);
  };
  return {
    putObjects: async (objects) => {
      const body = objects.map(({ fields }) => JSON.stringify(fields)).join("\n");
      const report = await post("/ingest/info", body);
      return {
        inserted: count(report.inserted),
        updated: count(report.updated),
        unchanged: count(report.unchanged),
      };
    },
    putPoints: async (series) =>
      pointsReportOf(await post("/ingest/points", series.map(itemText).join("\n"))),
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

function itemText({ series, ts, values }: SeriesPoints): string {
  const { objectType: type, event, objectId: id } = series;
  const head = JSON.stringify({ type, event, id });
  return `${head.slice(0, -1)},"tsdata":[${pointsText(ts, values)}]}`;
}

function contentOf(reply: HttpReply, origin: string): Readonly<Record<string, unknown>> {
  if (reply.status === OK) return recordOf(reply.json());
  const message = messageIn(reply);
  const code =
    reply.status === 401 || reply.status === 403 ? "permission_denied" : "invalid_argument";
  throw new AppError(code, `${origin} answered ${reply.status}: ${message}`);
}

function messageIn(reply: HttpReply): string {
  try {
    const { error_message: message } = recordOf(reply.json());
    if (typeof message === "string") return oneLine(message);
  } catch {
    // A refusal may be plain text.
  }
  return oneLine(reply.text());
}

function pointsReportOf(report: Readonly<Record<string, unknown>>): PointsReport {
  const rejections = Array.isArray(report.rejected) ? report.rejected : [];
  return {
    inserted: count(report.inserted),
    duplicates: count(report.duplicates),
    replaced: count(report.replaced),
    rejected: count(report.rejected_points),
    rejectedBy: Object.fromEntries(
      Object.entries(recordOf(report.rejected_by)).map(([code, points]) => [code, count(points)]),
    ),
    rejections: rejections.map(rejectionOf),
  };
}

/** What a datastore says is shown, not acted upon. */
function rejectionOf(value: unknown): Rejection {
  const { series, ts, points, code, reason } = recordOf(value);
  const { type, event, id } = recordOf(series);
  return {
    series: {
      ...(typeof type === "string" && { type }),
      ...(typeof event === "string" && { event }),
      ...(typeof id === "string" && { id }),
    },
    ...(typeof ts === "number" && { ts }),
    points: count(points),
    // Only ever printed.
    code: String(code) as RejectionCode,
    reason: String(reason),
  };
}

const count = (value: unknown): number => (typeof value === "number" ? value : 0);

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // Its fields are of any type.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
