#!/usr/bin/env node
// Committed as plain JavaScript, so that the link npm makes for it exists before the first build.
const entry = new URL("../dist/main.js", import.meta.url);

try {
  await import(entry.href);
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND" || error.url !== entry.href) throw error;
  console.error("cachectl: not built yet; run `npm run build` in the repository first");
  process.exitCode = 1;
}
