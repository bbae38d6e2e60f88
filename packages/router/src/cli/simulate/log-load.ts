import { createReadStream } from "node:fs";
import type { RawRequest } from "@signalbox/routing";
import { unreadable } from "../offline/read-document.js";
import { readLogLine } from "./access-log.js";
import { readLines } from "./read-lines.js";

/**
 * The requests of an access log, read as they are needed. Empty lines are passed over.
 *
 * @throws UsageError when the file cannot be read
 */
export async function* logLoad(path: string): AsyncGenerator<RawRequest | undefined> {
  for await (const line of readLines(chunksOf(path))) {
    if (line === undefined) yield undefined;
    else if (line !== "") yield readLogLine(line);
  }
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) {
      yield Buffer.from(chunk as Uint8Array); // no encoding is set, so chunks are bytes
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}
