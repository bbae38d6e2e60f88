import type { Steps } from "@signalbox/clock";
import { CLOSE_LIST, COMMA, type JsonBytes, OPEN_LIST } from "./json-bytes.js";

const END = -1;

/**
 * Calls `read` at each element of a body that is one value, a list of values, or several of both one after the other, such as
 * a value on each line (NDJSON).
 *
 * @throws AppError `invalid_argument`, and what `read` throws
 */
export function* eachElement(json: JsonBytes, read: () => Steps<void>): Steps<void> {
  for (let next = json.peek(); next !== END; next = json.peek()) {
    // Elements may be small and many.
    yield;
    if (next !== OPEN_LIST) {
      yield* read();
      continue;
    }
    json.at++;
    if (json.take(CLOSE_LIST)) continue;
    do {
      yield;
      yield* read();
    } while (json.take(COMMA));
    json.expect(CLOSE_LIST);
  }
}
