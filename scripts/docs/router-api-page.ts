import { commonReplies, restApi, type RestReply, type RestRoute } from "@signalbox/router";
import { pageHead, table, type Page } from "./page.js";

const INTRODUCTION = `The REST API of the router, declared in \`packages/router\`. It is served over HTTPS on
\`rest_api_server.port\` and opened by the header \`X-API-Key\`, whose value is in \`rest-api-key.json\` of the state folder.
Bodies are JSON; an error is a JSON string. Every reply carries \`Access-Control-Allow-Origin: *\` and
\`X-Service-Identity\`. \`{/path*}\` stands for any number of further segments, each percent-encoded.
`;

const KEY_TEXT: Readonly<Record<RestRoute["key"], string>> = {
  needed: "",
  open: "No key is needed.\n",
  by_setting: "A key is needed when `rest_api_server.require_key_for_metrics` is set.\n",
};

export const routerApiPage: Page = {
  path: "docs/reference/router-api.md",
  render: () =>
    Promise.resolve(
      [
        pageHead("Router REST API"),
        INTRODUCTION,
        "Replies of every call that needs the key:\n",
        replyTable(commonReplies),
        ...restApi.map(routeText),
      ].join("\n"),
    ),
};

function routeText(route: RestRoute): string {
  const { method, path, summary, key, parameters, request, replies } = route;
  const rows = parameters.map(({ name, type, meaning }) => [`\`${name}\``, type, meaning]);
  return [
    `## ${method} ${path}\n`,
    `${summary}\n`,
    KEY_TEXT[key],
    ...(rows.length === 0 ? [] : [table(["Query parameter", "Type", "Meaning"], rows)]),
    ...(request === "" ? [] : [`Body: ${request}\n`]),
    replyTable(replies),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

const replyTable = (replies: readonly RestReply[]): string =>
  table(
    ["Reply", "Meaning"],
    replies.map(({ status, meaning }) => [String(status), meaning]),
  );
