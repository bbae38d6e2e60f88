import { createRegistry, describeMetrics, operationMetrics } from "@signalbox/telemetry";
import type { DocumentedService } from "./documented-service.js";
import { pageHead, table, type Page } from "./page.js";

const INTRODUCTION = `What each service answers at \`/metrics\`, from the registry the service itself fills. Times are in seconds, sizes in
bytes. Beside these, each service reports the metrics of its process (\`process_*\`, \`nodejs_*\`) under the names Prometheus
clients share.
`;

export function metricsPage(services: readonly DocumentedService[]): Page {
  return {
    path: "docs/reference/metrics.md",
    render: async () => {
      const sections = await Promise.all(services.map(section));
      return [pageHead("Metrics"), INTRODUCTION, ...sections].join("\n");
    },
  };
}

async function section({ name, startAndStop }: DocumentedService): Promise<string> {
  const registry = createRegistry({ service: name, version: "", defaultMetrics: false });
  operationMetrics(registry);
  await startAndStop(registry);
  const rows = describeMetrics(registry).map((metric) => [
    `\`${metric.name}\``,
    metric.type,
    metric.labels.map((label) => `\`${label}\``).join(", "),
    metric.help,
  ]);
  return `## ${name}\n\n${table(["Metric", "Type", "Labels", "Meaning"], rows)}`;
}
