import { readDocumentFile } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { eventKinds, opsconfigReply } from "@signalbox/monitoring-model";

/** The fields of an opsconfig object. */
export type OpsconfigFields = Readonly<Record<string, unknown>>;

const LISTS = ["aggregatestores", "externalcheckstores", "authorities", "info"];

/**
 * What `/info/opsconfig/<id>` answers: the fields of the file, and for those that it has not, no stores and the known events.
 *
 * @param path empty: there is no file
 * @throws AppError `invalid_argument` that names the file
 */
export async function readOpsconfigFile(path: string, id: string): Promise<OpsconfigFields> {
  const none = opsconfigReply({
    id,
    aggregateStores: [],
    checkStores: [],
    authorities: [],
    events: eventKinds,
  });
  if (path === "") return { ...none };
  const document = await readDocumentFile(path);
  if (document === undefined) throw invalid(path, "there is no such file");
  const odd = LISTS.find((name) => name in document && !Array.isArray(document[name]));
  if (odd !== undefined) throw invalid(path, `${odd} is not a list`);
  return { ...none, ...document };
}

const invalid = (path: string, problem: string): AppError =>
  new AppError("invalid_argument", `opsconfig_file ${path}: ${problem}`);
