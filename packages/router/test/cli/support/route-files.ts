import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { scratchDirectory } from "../../support/scratch.js";

/** Writes files into a folder that is removed at the end: texts as they are, all else as JSON. @returns their paths by name. */
export async function routeFiles<Name extends string>(
  files: Readonly<Record<Name, unknown>>,
): Promise<Record<Name, string>> {
  const folder = await scratchDirectory();
  const paths: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(files) as Name[]) {
    const path = join(folder, name);
    const content = files[name];
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    paths[name] = path;
  }
  // Every name has its path by now.
  return paths as Record<Name, string>;
}
