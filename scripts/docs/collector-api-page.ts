import { collectorApi, commonReplies, type ApiReply, type ApiRoute } from "@signalbox/collector";
import { pageHead, table, type Page } from "./page.js";

const INTRODUCTION = `The HTTP interface of the collector, declared in \`packages/collector\`. \`/openapi.json\` of a running collector tells the same
in the form of OpenAPI 3.1. Every GET is also answered as HEAD; OPTIONS tells the methods of a path. Long replies are sent as they
are made; one that breaks off is not complete. Errors have the body described in [errors](errors.md). A query parameter that a call
does not know is refused. \`{id*}\` stands for the rest of the path, slashes included, percent-encoded or not.

Operators are callers with a client certificate of \`tls.client_ca\`, and callers on the collector's own machine: from a loopback
address, under a loopback name such as \`localhost\`, and not through a proxy. Only they may start runs, and only they are told
names, e-mail addresses and creators. Everybody else who reaches the port may ask for all the rest, so listen on an address that
only those reach who may.

Beside these calls there are \`GET /livez\`, \`GET /readyz\` and \`GET /metrics\` ([metrics](metrics.md)).
`;

/** Reference of the collector's API, from the declaration of its routes. */
export const collectorApiPage: Page = {
  path: "docs/reference/collector-api.md",
  render: () =>
    Promise.resolve(
      [
        pageHead("Collector API"),
        INTRODUCTION,
        "Replies of every call:\n",
        replyTable(commonReplies),
        ...collectorApi.map(routeText),
      ].join("\n"),
    ),
};

function routeText(route: ApiRoute): string {
  const parameters = route.parameters.map(({ name, type, values, meaning }) => [
    `\`${name}\``,
    values ? values.map((value) => `\`${value}\``).join(", ") : type,
    meaning,
  ]);
  return [
    `## ${route.method} ${route.path}\n`,
    `${route.summary}\n`,
    ...(route.access === "operator" ? ["For operators only.\n"] : []),
    ...(parameters.length === 0 ? [] : [table(["Query parameter", "Type", "Meaning"], parameters)]),
    replyTable(route.replies),
  ].join("\n");
}

const replyTable = (replies: readonly ApiReply[]): string =>
  table(
    ["Reply", "Meaning"],
    replies.map(({ status, meaning }) => [String(status), meaning]),
  );
