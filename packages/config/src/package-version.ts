import { readFileSync } from "node:fs";

/**
 * The version in the package.json one folder above a module, for `--version`, `/status` and metrics.
 *
 * @param moduleUrl `import.meta.url` of a file directly in a package's `src` or `dist`.
 */
export function packageVersion(moduleUrl: string): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", moduleUrl), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
