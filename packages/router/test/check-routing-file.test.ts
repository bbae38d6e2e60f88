import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { loadConfig } from "@signalbox/config";
import { checkRoutingFile } from "../src/check-routing-file.js";
import { routerSchema } from "../src/config/service-schema.js";
import { aStartedRouter } from "./support/a-started-router.js";
import { OVERLOAD_DOCUMENT } from "./support/documents.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

async function check(text: string | undefined, ...more: string[]): Promise<void> {
  const folder = await scratchDirectory();
  const file = join(folder, "routing.json");
  if (text !== undefined) await writeFile(file, text);
  const sets = [`state_dir=${folder}`, `routing_file=${file}`, ...more];
  const { value } = await loadConfig({ service: "router", schema: routerSchema, sets });
  return checkRoutingFile(value);
}

test("a routing file that a router could start with is fine", async () => {
  await expect(check(JSON.stringify(OVERLOAD_DOCUMENT))).resolves.toBeUndefined();
});

test.each([
  ["a rule that is missing", JSON.stringify({ entrypoint: "nowhere" }), /routing\.json: .*nowhere/],
  ["what is not JSON", "{", /routing\.json: not JSON/],
  [
    "Lua that does not compile",
    JSON.stringify(OVERLOAD_DOCUMENT).replace("cpu_load_ok()", "cpu_load_ok("),
    /routing\.json: .*cpu_load_ok/,
  ],
  ["a file that is not there", undefined, /there is no file .*routing\.json/],
])("%s is told with the file's name", async (_what, text, message) => {
  await expect(check(text)).rejects.toThrow(message);
});

test("a router that has been told nothing yet is fine", async () => {
  await expect(check(undefined, "routing_file=")).resolves.toBeUndefined();
});

test("a router whose routing file is missing starts and says so", async () => {
  const { log } = await aStartedRouter({ sets: ["routing_file=/nowhere/routing.json"] });
  expect(log.events.map(({ message }) => message)).toContainEqual(
    expect.stringContaining("There is no file /nowhere/routing.json"),
  );
});
