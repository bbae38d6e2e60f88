import { gzipSync } from "node:zlib";
import { cacheLines, cacheRecords } from "./cache-metrics.js";
import type { MetricsForm } from "./tasks.js";

/** One POST with the metrics of the caches from `first`, as many as share a POST. */
export function metricsPost(
  form: MetricsForm,
  { first, round, wallMs }: { first: number; round: number; wallMs: number },
): { request: Buffer; bodyBytes: number } {
  const numbers = Array.from({ length: form.cachesPerPost }, (_, at) => first + at);
  const text =
    form.format === "line"
      ? numbers.map((number) => cacheLines(number, round, wallMs)).join("")
      : JSON.stringify({
          metrics: numbers.flatMap((number) => cacheRecords(number, round, wallMs)),
        });
  const body = form.isGzip ? gzipSync(text) : Buffer.from(text);
  const head = [
    `POST ${form.path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "User-Agent: Telegraf",
    `Content-Type: ${form.format === "line" ? "text/plain; charset=utf-8" : "application/json"}`,
    ...(form.isGzip ? ["Content-Encoding: gzip"] : []),
    `Content-Length: ${body.length}`,
  ].join("\r\n");
  return { request: Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]), bodyBytes: body.length };
}
