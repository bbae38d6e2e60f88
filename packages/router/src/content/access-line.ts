import { maskToken, type ContentRequest } from "@signalbox/routing";

const MAX_FIELD_CHARS = 1_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** One line of the access log in the combined format; the security token is masked. Source: reference cdn-router 7.7. */
export function accessLine(request: ContentRequest, status: number, wallMs: number): string {
  const { method, path, query, httpVersion, clientIp } = request;
  const target = query === "" ? path : `${path}?${maskToken(query)}`;
  const referrer = quoted(request.header("referer"));
  const userAgent = quoted(request.header("user-agent"));
  const line = quoted(`${method} ${target} HTTP/${httpVersion}`);
  return `${clientIp} - - [${timeText(wallMs)}] ${line} ${status} 0 ${referrer} ${userAgent}`;
}

/** What could end the field, or the line, is escaped as Apache and nginx do. */
function quoted(value: string | undefined): string {
  if (value === undefined || value === "") return '"-"';
  const safe = value
    .slice(0, MAX_FIELD_CHARS)
    .replace(/[^ !#-[\]-~]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${safe}"`;
}

function timeText(wallMs: number): string {
  const time = new Date(wallMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()] ?? ""}/${time.getUTCFullYear()}`;
  return `${day}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
}
