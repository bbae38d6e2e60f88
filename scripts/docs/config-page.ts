import { configTable, describeConfig } from "@signalbox/config";
import type { DocumentedService } from "./documented-service.js";
import { pageHead, type Page } from "./page.js";

const INTRODUCTION = `Every setting of every service, from the declaration the service itself checks its configuration with.

A value comes from the first of these that has it: a \`--set path=value\` flag, the environment, the YAML file named by
\`--config\`, the default. \`--print-config\` shows the values in force and where each comes from; \`--check-config\` checks and
exits. An unknown setting is an error that names the nearest known one.

- A **duration** is \`500ms\`, \`30s\`, \`5m\`, \`1h\` or \`7d\`; a bare number is seconds.
- A **size** (\`bytes\`) is \`512B\`, \`16KB\`, \`10MB\` or \`1GB\`, in powers of 1024; a bare number is bytes.
`;

export function configPage(services: readonly DocumentedService[]): Page {
  return {
    path: "docs/reference/config.md",
    render: () =>
      Promise.resolve(
        [pageHead("Configuration"), INTRODUCTION, ...services.map(section)].join("\n"),
      ),
  };
}

function section({ name, schema }: DocumentedService): string {
  const prefix = `SIGNALBOX_${name.toUpperCase().replaceAll("-", "_")}__`;
  return `## ${name}

Environment: \`${prefix}\` and the path in capitals, its parts joined by \`__\`; with \`_FILE\` appended, the name of a file that
holds the value. An example with every default: \`examples/config/${name}.yaml\`.

${configTable(describeConfig(schema))}`;
}
