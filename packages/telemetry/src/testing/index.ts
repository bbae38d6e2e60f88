export { MemoryLogger, type ComponentEvent } from "./memory-logger.js";
