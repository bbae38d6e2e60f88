import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { OVERLOAD_DOCUMENT } from "../support/documents.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { routeFiles } from "./support/route-files.js";

cleanUpAfterEach();

test("as a process it says what it found, ends by itself, and its exit code tells", async () => {
  const cases = [{ name: "none idle", url: "/film", expect: "default_host" }];
  const { file } = await routeFiles({ file: { routing: OVERLOAD_DOCUMENT, cases } });
  const main = join(import.meta.dirname, "support/route-main.ts");
  const argv = ["--conditions=source", "--import", "tsx", main, "test", file];
  const run = promisify(execFile)(process.execPath, argv, { cwd: join(main, "../../../..") });
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^FAILED {2}none idle: expected default_host, got offload_host/),
    stderr: "",
  });
});
