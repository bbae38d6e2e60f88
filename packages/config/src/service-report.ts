import { oneLine } from "@signalbox/errors";
import type { Writable } from "node:stream";

const MAX_CAUSES = 3;
const MAX_FRAMES = 3;
/** A place in a source, of whose directories the last two are enough to find it. */
const SOURCE_PLACE = /(?:file:\/\/)?[^\s()]*\/([^\s()/]+\/[^\s()/]+\/[^\s()/]+:\d+:\d+)/;

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

/** Where an error nobody expected comes from, ` (at … < at …)`: all that is left of a process it has ended. */
export function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES);
  if (frames.length === 0) return "";
  return ` (${frames.map((frame) => frame.trim().replace(SOURCE_PLACE, "$1")).join(" < ")})`;
}

/** Writes `<service>: <text>` as one line, whatever `text` holds. */
export function lineWriter(stream: Writable, service: string): (text: string) => void {
  return (text) => void stream.write(`${service}: ${oneLine(text)}\n`);
}
