import { AppError } from "@signalbox/errors";
import { readDataRequest, type DataRequestReading } from "@signalbox/monitoring-model";
import type { ApiRequest } from "../../api/api-request.js";
import { readTarget, type Target } from "../http/target.js";
import type { ReadApiOptions } from "../read-options.js";
import { questionText } from "./question-text.js";

export type DataFormat = "json" | "ndjson";

export const NDJSON = "application/x-ndjson";
const FORM = "application/x-www-form-urlencoded";

/** What is asked, and in which form the reply is wanted. */
export interface DataQuestion {
  /** As it was sent; for the error object. */
  readonly text: string | undefined;
  readonly reading: DataRequestReading;
  readonly format: DataFormat;
}

/**
 * Reads `q` of a GET or of a posted form, or the JSON of another POST.
 *
 * @throws AppError `invalid_argument` for a bad parameter, `item_too_large` for a body above the limit
 */
export function readQuestion(
  request: ApiRequest,
  target: Target,
  options: Pick<ReadApiOptions, "strict" | "tolerant" | "limits">,
): DataQuestion {
  const { text, parameters } = sentText(request, target, options.limits.maxQueryBytes);
  const reading = readDataRequest(questionText(text, parameters), {
    mode: options.strict ? "strict" : "compatible",
    tolerant: options.tolerant,
    limits: { maxTextChars: options.limits.maxQueryBytes, maxIds: options.limits.maxIds },
  });
  return { text, reading, format: formatOf(request, target) };
}

function sentText(request: ApiRequest, target: Target, maxBytes: number) {
  const { parameters } = target;
  if (request.method !== "POST") return { text: parameters.get("q"), parameters };
  const { body } = request;
  if (body.length > maxBytes) {
    const message = `body has ${body.length} bytes, limit is ${maxBytes} (data.max_query_size)`;
    throw new AppError("item_too_large", message);
  }
  const isForm = request.header("content-type")?.toLowerCase().startsWith(FORM) === true;
  if (!isForm || isJsonText(body)) return { text: body.toString("utf8"), parameters };
  const form = readTarget(`?${body.toString("latin1")}`).parameters;
  return { text: form.get("q"), parameters: new Map([...parameters, ...form]) };
}

/** Simple clients call whatever they post a form. No form begins so: there a brace would be the name of a field. */
const isJsonText = (body: Buffer): boolean => /^\s*\{\s*"/.test(body.toString("latin1", 0, 64));

function formatOf(request: ApiRequest, { parameters }: Target): DataFormat {
  const asked = parameters.get("format");
  if (asked === "json" || asked === "ndjson") return asked;
  if (asked !== undefined) {
    throw new AppError("invalid_argument", "parameter format is neither json nor ndjson");
  }
  return request.header("accept")?.toLowerCase().includes(NDJSON) === true ? "ndjson" : "json";
}
