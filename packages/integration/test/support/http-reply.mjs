const HEAD_END = "\r\n\r\n";
const LINE_END = "\r\n";

/** Chunks until the empty one, and the bytes they took. Returns undefined while bytes are missing. */
function readChunked(bytes) {
  const parts = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const start = lineEnd + LINE_END.length;
    if (bytes.length < start + size + LINE_END.length) return undefined;
    at = start + size + LINE_END.length;
    if (size === 0) return { body: Buffer.concat(parts), bytes: at };
    parts.push(bytes.subarray(start, start + size));
  }
}

function bodyOf(headers, bytes) {
  if (headers.get("transfer-encoding") === "chunked") return readChunked(bytes);
  const length = Number(headers.get("content-length") ?? 0);
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), bytes: length };
}

/** The reply in `bytes`, or undefined while it is not all there. */
export function readReply(bytes) {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, headEnd).split(LINE_END);
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const bodyStart = headEnd + HEAD_END.length;
  const found = bodyOf(headers, bytes.subarray(bodyStart));
  if (found === undefined) return undefined;
  const [version = "", status = "", ...reason] = statusLine.split(" ");
  const isLast = version === "HTTP/1.0" || headers.get("connection")?.toLowerCase() === "close";
  return {
    status: Number(status),
    reason: reason.join(" "),
    headers,
    body: found.body,
    isLast,
    bytes: bodyStart + found.bytes,
  };
}
