import { oneLine } from "@signalbox/errors";
import type { ErrorForm } from "@signalbox/http-server";
import { errorReply } from "@signalbox/monitoring-model";
import { readTarget } from "../read/http/target.js";
import { originOf } from "../read/http/origin-of.js";

/** What is refused before the API sees it is an error object, too; its status stays. */
export const datastoreErrorForm: ErrorForm = (error, _status, target) => ({
  body: JSON.stringify(errorReply(oneLine(error.message), originOf(readTarget(target).path))),
  contentType: "application/json; charset=utf-8",
  headers: [],
});
