import { ingestRoutes, readRoutes, type ApiRoute } from "@signalbox/datastore";
import { pageHead, table, type Page } from "./page.js";

const INTRODUCTION = `The HTTP interface of the datastore, declared in \`packages/datastore\`. It is served over HTTPS and opened by a client
certificate whose URN is on the whitelist. \`/openapi.json\` of a running datastore tells the same in the form of OpenAPI 3.1.

Replies are JSON. An error is an object \`{"$schema": ".../error#", "error_message": "...", "origin_url": "..."}\`; old clients
expect it with status 200 and get it so, unless \`strict\` is set in the [configuration](config.md). Refusals of rights (403), of
methods (405) and of a busy server (503) have their own status always. Every GET is also answered as HEAD; OPTIONS tells the
methods of a path. Paths stand below \`path_prefix\`.

Calls marked "ours" are additions that the datastores of others do not have.
`;

export const datastoreApiPage: Page = {
  path: "docs/reference/datastore-api.md",
  render: () =>
    Promise.resolve(
      [
        pageHead("Datastore API"),
        INTRODUCTION,
        ...[...readRoutes, ...ingestRoutes].map(routeText),
      ].join("\n"),
    ),
};

const SCOPE_TEXT: Readonly<Record<ApiRoute["scope"], string>> = {
  info: "Needs the right `info`.",
  data: "Needs the right `data`.",
  write: "Needs the right `write`.",
  none: "Every admitted caller may ask.",
};

function routeText(route: ApiRoute): string {
  const parameters = route.parameters.map(({ name, type, values, meaning }) => [
    `\`${name}\``,
    values ? values.map((value) => `\`${value}\``).join(", ") : type,
    meaning,
  ]);
  const replies = route.replies.map(({ status, meaning }) => [String(status), meaning]);
  return [
    `## ${route.method} ${route.path}\n`,
    `${route.summary}\n`,
    `${SCOPE_TEXT[route.scope]}${route.isOriginal ? "" : " Ours."}\n`,
    ...(parameters.length === 0 ? [] : [table(["Query parameter", "Type", "Meaning"], parameters)]),
    ...(route.request === "" ? [] : [`Body: ${route.request}\n`]),
    table(["Reply", "Meaning"], replies),
  ].join("\n");
}
