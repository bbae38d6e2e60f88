import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { packageVersion } from "../src/index.js";

test("the version is that of the package the module belongs to", () => {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(text).toContain(`"version": "${packageVersion(import.meta.url)}"`);
});
