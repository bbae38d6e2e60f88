import type { Steps } from "@signalbox/clock";
import { AppError, oneLine } from "@signalbox/errors";
import type { InfoObject } from "@signalbox/timeseries-store";
import { JsonBytes } from "../json/json-bytes.js";
import { eachElement } from "../json/json-elements.js";
import type { ObjectProblem } from "./info-report.js";
import type { ObjectReader, ObjectTimes } from "./object-reader.js";

const MAX_DEPTH = 16;

export interface ObjectsRead {
  /** Empty when there are problems. */
  readonly objects: readonly InfoObject[];
  /** The first of them. */
  readonly problems: readonly ObjectProblem[];
  readonly problemCount: number;
}

export interface ReadObjectsLimits {
  readonly maxObjects: number;
  readonly maxObjectBytes: number;
  readonly maxDescribed: number;
}

/**
 * Reads a body of one object, a list, or one on each line.
 *
 * @throws AppError `invalid_argument` when it is not JSON, `item_too_large` beyond a limit
 */
export function* readObjects(
  body: Buffer,
  options: {
    readonly reader: ObjectReader;
    readonly times: ObjectTimes;
    readonly limits: ReadObjectsLimits;
  },
): Steps<ObjectsRead> {
  const { reader, times, limits } = options;
  const json = new JsonBytes(body);
  const objects: InfoObject[] = [];
  const problems: ObjectProblem[] = [];
  let [count, problemCount] = [0, 0];
  yield* eachElement(json, function* () {
    if (count === limits.maxObjects) throw tooMany(limits.maxObjects);
    const index = count++;
    const read = reader.read(
      json.value({ maxBytes: limits.maxObjectBytes, maxDepth: MAX_DEPTH }),
      times,
    );
    if (!read.problems) objects.push(read.object);
    else {
      const { name } = read;
      problemCount += read.problems.length;
      for (const { path, problem } of read.problems) {
        if (problems.length === limits.maxDescribed) break;
        problems.push({ index, object: oneLine(name), path, problem });
      }
    }
    yield;
  });
  return { objects: problemCount === 0 ? objects : [], problems, problemCount };
}

const tooMany = (maxObjects: number): AppError =>
  new AppError("item_too_large", `body has more than ${maxObjects} objects, the limit`);
