import { configTable, describeConfig } from "@signalbox/config";
import { routingSchema, ruleSchemas } from "@signalbox/router";
import { pageHead, type Page } from "./page.js";

const INTRODUCTION = `The routing configuration of the router (\`services.routing\`): what \`PUT /v1/config\` takes and
\`routing_file\` holds, as JSON. It is applied as a whole or not at all; an unknown setting is an error that names the nearest
known one, except below \`tuning\`, where unknown ones are kept and have no effect.
`;

const RULES = `## Rules

Each entry of \`rules\` has a \`name\`, a \`type\` and the settings of its type. Wherever a target is named, a rule or a host may
stand; an empty name always fails.
`;

/** Reference of the routing document, from the schemas it is checked with. */
export const routingPage: Page = {
  path: "docs/reference/routing.md",
  render: () =>
    Promise.resolve(
      [
        pageHead("Routing configuration"),
        INTRODUCTION,
        configTable(describeConfig(routingSchema)),
        RULES,
        ...Object.entries(ruleSchemas).map(
          ([type, schema]) => `### ${type}\n\n${configTable(describeConfig(schema))}`,
        ),
      ].join("\n"),
    ),
};
