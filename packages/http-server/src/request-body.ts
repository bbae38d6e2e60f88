import type { IncomingMessage } from "node:http";

const NOTHING = Buffer.alloc(0);

/**
 * Reads a body up to `maxBytes`, then calls `onWhole` once. Beyond the limit it calls `onTooLarge` once and keeps
 * nothing. A body that breaks off calls neither.
 */
export function readBody(
  req: IncomingMessage,
  maxBytes: number,
  onWhole: (body: Buffer) => void,
  onTooLarge: () => void,
): void {
  let chunks: Buffer[] = [];
  let bytes = 0;
  req.on("data", (chunk: Buffer) => {
    if (bytes > maxBytes) return;
    bytes += chunk.length;
    if (bytes <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    chunks = [];
    onTooLarge();
  });
  req.on("end", () => {
    if (bytes <= maxBytes) onWhole(joined(chunks, bytes));
  });
}

function joined(chunks: readonly Buffer[], bytes: number): Buffer {
  const [first] = chunks;
  if (first === undefined) return NOTHING;
  return chunks.length === 1 ? first : Buffer.concat(chunks, bytes);
}
