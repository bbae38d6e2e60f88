// Entry of the worker when the package runs from its TypeScript source, in tests and in development. Not published.
import { register } from "tsx/esm/api";

register();
await import("../src/sqlite/worker/thread-main.ts");
