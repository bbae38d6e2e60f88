import type { ResponseChange } from "@signalbox/lua-health";
import type { Answer } from "./answer.js";

const VALUE = /^[\t -~]{1,8192}$/;
const NAME = /^[\w!#$%&'*+.^`|~-]{1,256}$/;
/** What the server writes itself; a second one would make the reply ambiguous. */
const OURS = new Set(["content-length", "transfer-encoding", "connection", "content-type"]);
const MIN_STATUS = 200;
const MAX_HEADERS = 100;

/**
 * A reply with what a response hook changed. The reason text, protocol and version stay ours: they follow from the code.
 * Source: reference cdn-router 5.9.
 */
export function changedAnswer(
  answer: Answer,
  change: ResponseChange,
): { readonly answer: Answer } | { readonly problem: string } {
  const { code = answer.status, body = answer.body, headers: changes } = change;
  if (code < MIN_STATUS) return { problem: `response hook: Code ${code} is below ${MIN_STATUS}` };
  if (changes.length > MAX_HEADERS)
    return { problem: `response hook: more than ${MAX_HEADERS} Headers` };
  const bad = changes.find(
    ({ name, value }) => !NAME.test(name) || (value !== undefined && !VALUE.test(value)),
  );
  if (bad) return { problem: "response hook: Headers hold a name or value that cannot be sent" };
  const type = changes.find(({ name }) => name.toLowerCase() === "content-type")?.value;
  const contentType =
    type ?? (body === "" ? "" : answer.contentType || "text/plain; charset=utf-8");
  return {
    answer: { status: code, body, contentType, headers: changedHeaders(answer.headers, changes) },
  };
}

function changedHeaders(headers: readonly string[], changes: ResponseChange["headers"]): string[] {
  const names = new Set(changes.map(({ name }) => name.toLowerCase()));
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? "";
    if (!names.has(name.toLowerCase())) kept.push(name, headers[i + 1] ?? "");
  }
  const added = changes.flatMap(({ name, value }) =>
    value === undefined || OURS.has(name.toLowerCase()) ? [] : [name, value],
  );
  return [...kept, ...added];
}
