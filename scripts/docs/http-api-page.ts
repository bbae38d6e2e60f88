import { httpApi, type ApiEndpoint, type ApiField } from "@signalbox/cache-protocol";
import { pageHead, table, type Page } from "./page.js";

const INTRODUCTION = `The interface of the cache manager, declared in \`packages/cache-protocol\`. Bodies are JSON. Errors have the body
described in [errors](errors.md). Each example is what an empty server answers to that request.

Beside these calls every service answers \`GET /livez\` (also \`/healthz\`; 200 while it runs), \`GET /readyz\` (200 while it
takes requests, else 503 with the reason) and \`GET /metrics\` ([metrics](metrics.md)). Any call may be refused with 408, 413,
415, 417, 431 or 503 before it is looked at, when it exceeds one of the \`limits\` of the [configuration](config.md) or is not
plain HTTP/1.1.
`;

export const httpApiPage: Page = {
  path: "docs/reference/http-api.md",
  render: () =>
    Promise.resolve(
      [pageHead("HTTP interface"), INTRODUCTION, ...httpApi.map(endpointText)].join("\n"),
    ),
};

function endpointText(endpoint: ApiEndpoint): string {
  return [
    `## ${endpoint.method} ${endpoint.path}\n`,
    `${endpoint.summary}\n`,
    ...fieldTable("Request", endpoint.request),
    ...fieldTable("Reply", endpoint.reply),
    ...errorList(endpoint.errors),
    ...exampleText(endpoint),
  ].join("\n");
}

/** The column of types is left out where no field has one. */
function fieldTable(title: string, fields: readonly ApiField[]): string[] {
  if (fields.length === 0) return [];
  const hasTypes = fields.some(({ type }) => type !== "");
  const rows = fields.map(({ name, type, meaning }) => [
    name.startsWith("(") ? name : `\`${name}\``,
    ...(hasTypes ? [type] : []),
    meaning,
  ]);
  return [table([title, ...(hasTypes ? ["Type"] : []), "Meaning"], rows)];
}

function errorList(errors: readonly string[]): string[] {
  return errors.length === 0 ? [] : [`Errors:\n`, ...errors.map((error) => `- ${error}`), ""];
}

function exampleText({ method, path, example }: ApiEndpoint): string[] {
  if (!example) return [];
  return [
    `\`\`\`http\n${method} ${path}\n\n${example.request}\n\`\`\`\n`,
    `\`\`\`text\n${example.reply}\n\`\`\`\n`,
  ];
}
