import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

test("the example of the README runs and ends by itself", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=source", "--import", "tsx", "--input-type=module", "--eval", example],
    { cwd: fileURLToPath(new URL("..", import.meta.url)) },
  );
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
});
