import { expect, test } from "@jest/globals";
import { createRegistry, exposition, operationMetrics } from "../src/index.js";

test("reloads and lost log lines are counted from nought", async () => {
  const registry = createRegistry({ service: "test", version: "0", defaultMetrics: false });
  const metrics = operationMetrics(registry);
  const text = async (): Promise<string> => (await exposition(registry)).body;
  expect(await text()).toMatch(/config_reloads_total\{result="failed"\} 0\n/);
  metrics.onReload("failed");
  metrics.onLogDropped();
  metrics.onLogDropped();
  expect(await text()).toMatch(/config_reloads_total\{result="failed"\} 1\n/);
  expect(await text()).toMatch(/log_lines_dropped_total 2\n/);
});
