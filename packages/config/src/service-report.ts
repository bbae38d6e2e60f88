import { oneLine } from "@signalbox/errors";
import type { Writable } from "node:stream";

const MAX_CAUSES = 3;

/** An error and what led to it, on one line, without stacks. */
export function describeFailure(error: unknown): string {
  const parts: string[] = [];
  let current = error;
  while (current instanceof Error && parts.length < MAX_CAUSES) {
    parts.push(current.message === "" ? current.name : current.message);
    current = current.cause;
  }
  return oneLine(parts.length === 0 ? "unknown error" : parts.join(": "));
}

/** Writes `<service>: <text>` as one line, whatever `text` holds. */
export function lineWriter(stream: Writable, service: string): (text: string) => void {
  return (text) => void stream.write(`${service}: ${oneLine(text)}\n`);
}
