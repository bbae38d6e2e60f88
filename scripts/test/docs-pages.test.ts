import { describe, expect, test } from "@jest/globals";
import { duration, section, text } from "@signalbox/config";
import { Gauge } from "prom-client";
import { configPage } from "../docs/config-page.js";
import type { DocumentedService } from "../docs/documented-service.js";
import { exampleConfigPage } from "../docs/example-config-page.js";
import { metricsPage } from "../docs/metrics-page.js";
import { table } from "../docs/page.js";

const service: DocumentedService = {
  name: "lamp-post",
  schema: section(
    { host: text("127.0.0.1", "Where to listen."), wait: duration("30s", "Longest wait.") },
    "A service for this test.",
  ),
  startAndStop: (registry) => {
    const help = "Lamps that burn.";
    new Gauge({ name: "lamps", help, labelNames: ["colour"], registers: [registry] });
    return Promise.resolve();
  },
};

describe("the pages of a service", () => {
  test("name its settings, their defaults and their environment", async () => {
    const page = await configPage([service]).render();
    expect(page).toContain("## lamp-post");
    expect(page).toContain("`SIGNALBOX_LAMP_POST__`");
    expect(page).toContain("| `wait` | duration | `30s` | Longest wait. |");
  });

  test("name its metrics, those every service has included", async () => {
    const page = await metricsPage([service]).render();
    expect(page).toContain("| `lamps` | gauge | `colour` | Lamps that burn. |");
    expect(page).toContain("`signalbox_build_info`");
  });

  test("hold a configuration with every default", async () => {
    const page = exampleConfigPage(service);
    expect(page.path).toBe("examples/config/lamp-post.yaml");
    expect(await page.render()).toContain("wait: 30s");
  });
});

test("a cell with a bar or a line break stays one cell", () => {
  expect(table(["a"], [["x|y\nz"]])).toContain("| x\\|y z |");
});
