import type { DocumentedService } from "./documented-service.js";

/** Every service whose settings and metrics have reference pages. */
export const services: readonly DocumentedService[] = [];
