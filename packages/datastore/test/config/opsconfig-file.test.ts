import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readOpsconfigFile } from "../../src/config/opsconfig-file.js";
import { aDatastore, COLLECTOR } from "../support/a-datastore.js";
import { aFolder, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const STORE = {
  urn: "urn:publicid:IDN+a+authority+cm",
  href: "https://a.example.net/info/aggregate/a",
};

test("the file's lists are answered, with the known events, and read again", async () => {
  const file = join(await aFolder(), "opsconfig.yaml");
  await writeFile(file, `aggregatestores: [${JSON.stringify(STORE)}]\n`);
  const store = await aDatastore({ sets: [`opsconfig_file=${file}`] });
  const identity = await store.ca.client(COLLECTOR);
  const ask = async (): Promise<unknown> =>
    JSON.parse((await store.ask("/info/opsconfig/geni-prod", identity)).text());
  expect(await ask()).toMatchObject({
    id: "geni-prod",
    aggregatestores: [STORE],
    authorities: [],
    events: { node: expect.any(Array) },
  });
  await writeFile(file, "aggregatestores: []\n");
  await store.datastore.reload();
  expect(await ask()).toMatchObject({ aggregatestores: [] });
});

test.each([
  ["[]", "must be an object"],
  ['{"authorities": {}}', "authorities is not a list"],
  ["{", "not JSON"],
])("a file that says %s is refused", async (text, problem) => {
  const file = join(await aFolder(), "opsconfig.json");
  await writeFile(file, text);
  await expect(readOpsconfigFile(file, "geni-prod")).rejects.toThrow(problem);
});

test("a file that is not there is refused", async () => {
  await expect(readOpsconfigFile("/nonexistent.json", "x")).rejects.toThrow(
    "there is no such file",
  );
});
