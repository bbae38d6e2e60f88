import type { HotReply } from "@signalbox/http-server";
import type { Reply } from "@signalbox/telegraf-ingest";

/** A request target: path and query string, without `?`. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

export function splitTarget(target: string): Target {
  const mark = target.indexOf("?");
  if (mark < 0) return { path: target, query: "" };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Sends a reply of the domain library. */
export function sendReply(to: HotReply, { status, headers, body }: Reply): void {
  let contentType = "";
  const others: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (name === "Content-Type") contentType = value;
    else others.push(name, value);
  }
  to.send(status, body, contentType, others);
}
