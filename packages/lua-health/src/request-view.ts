import type { RoutingRequest } from "@signalbox/routing";

/** What this package reads of a request. */
export type RequestView = Omit<RoutingRequest, "host" | "contentKey">;

type Field = string | number | undefined;
type Getter = (request: RequestView) => Field;

const pathWithQuery: Getter = ({ path, query }) => (query === "" ? path : `${path}?${query}`);

/** The fields of the Lua table `request` (reference cdn-router 5.2). */
export const requestFields: ReadonlyMap<string, Getter> = new Map<string, Getter>([
  ["method", (request) => request.method],
  ["body", (request) => request.body],
  ["major_version", () => 1],
  ["minor_version", (request) => (request.httpVersion === "1.1" ? 1 : 0)],
  ["protocol", (request) => (request.isEncrypted ? "HTTPS" : "HTTP")],
  ["client_ip", (request) => request.clientIp],
  ["path_with_query_params", pathWithQuery],
  ["path", (request) => request.path],
  ["query_params", (request) => request.query],
  ["filename", (request) => request.filename],
  ["subnet", (request) => request.subnet],
]);

/** The fields of the Lua table `session`, but `host`, which is the selected host's and not the request's. */
export const sessionFields: ReadonlyMap<string, Getter> = new Map<string, Getter>([
  ...["client_ip", "path_with_query_params", "path", "query_params", "filename", "subnet"].map(
    (name) => [name, (request: RequestView) => requestFields.get(name)?.(request)] as const,
  ),
  ["id", (request) => request.sessionId],
]);

/** The first value under each name; a name given twice keeps its first value. */
export function queryTable(request: RequestView): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const [name, value] of request.queryParameters())
    if (!table.has(name)) table.set(name, value);
  return table;
}
