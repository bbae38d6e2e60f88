import { collectorApiPage } from "./collector-api-page.js";
import { configPage } from "./config-page.js";
import { datastoreApiPage } from "./datastore-api-page.js";
import { errorsPage } from "./errors-page.js";
import { exampleConfigPage } from "./example-config-page.js";
import { httpApiPage } from "./http-api-page.js";
import { metricsPage } from "./metrics-page.js";
import type { Page } from "./page.js";
import { routerApiPage } from "./router-api-page.js";
import { routingPage } from "./routing-page.js";
import { services } from "./services.js";

/** Every generated file of the repository. */
export const pages: readonly Page[] = [
  errorsPage,
  httpApiPage,
  routerApiPage,
  datastoreApiPage,
  collectorApiPage,
  routingPage,
  configPage(services),
  metricsPage(services),
  ...services.map(exampleConfigPage),
];
