import { readExplainQuestion } from "./explain-question.js";
import { readJsonObject } from "./read-json.js";
import type { RestCore } from "./rest-core.js";
import { json, type RestHandlers, type RestRoute } from "./rest-route.js";

/** Largest question, in bytes: as much as a client's request may be. */
const MAX_QUESTION_BYTES = 131_072;

/** Source: reference cdn-router 7.1. */
export const explainRoutes = [
  {
    method: "POST",
    path: "/v1/explain",
    summary: "Decides a request that is only thought of, and says why. Nothing is counted.",
    key: "needed",
    parameters: [],
    request:
      "An object: `url` (`http(s)://host/path?query`, or from the path on), and, each optional, `method` (GET), `client_ip` (the caller's), `headers` (an object of texts or lists of them), `http_version` (1.1), `body`, `seed` (0 <= seed < 1; the same one decides the same).",
    replies: [
      { status: 200, meaning: "The nodes looked at with weights and reasons, and the decision." },
      { status: 400, meaning: "The question cannot be read." },
      { status: 413, meaning: "The question is too large." },
    ],
  },
] as const satisfies readonly RestRoute[];

export function explainHandlers(
  core: Pick<RestCore, "explain">,
): RestHandlers<typeof explainRoutes> {
  return {
    "POST /v1/explain": async ({ body, peerAddress }) => {
      const fields = readJsonObject(body, { maxBytes: MAX_QUESTION_BYTES });
      return json(await core.explain(readExplainQuestion(fields, peerAddress)));
    },
  };
}
