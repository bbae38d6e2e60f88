import { JSON_TYPE, NDJSON_TYPE, type ApiParameter, type ApiRequest } from "../api-route.js";

export type ReplyFormat = "json" | "ndjson";

export const formatParameter: ApiParameter = {
  name: "format",
  type: "string",
  values: ["json", "ndjson"],
  meaning: "`ndjson`: one object on each line. So does `Accept: application/x-ndjson`.",
};

/** What the caller asked for by parameter, else by `Accept`. */
export function formatOf({ parameters, prefers }: ApiRequest): ReplyFormat {
  const asked = parameters.get("format");
  if (asked === "json" || asked === "ndjson") return asked;
  return prefers([JSON_TYPE, NDJSON_TYPE]) === NDJSON_TYPE ? "ndjson" : "json";
}

export const typeOf = (format: ReplyFormat): string =>
  format === "json" ? JSON_TYPE : NDJSON_TYPE;
