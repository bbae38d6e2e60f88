import { errorsPage } from "./errors-page.js";
import { httpApiPage } from "./http-api-page.js";
import type { Page } from "./page.js";

/** Every generated file of the repository. */
export const pages: readonly Page[] = [errorsPage, httpApiPage];
