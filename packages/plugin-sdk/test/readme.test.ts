import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { clientFixture, environmentOf, hit, locked, stored } from "./client-fixture.js";
import { installPackage, type InstalledPackage } from "./installed-package.js";

const { aStub } = clientFixture();
const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const plugin = /<!-- check_queues.mjs -->\s+```js\n(.*?)```/s.exec(readme)?.[1] ?? "";
const [, command = "", output = ""] =
  /```console\n\$ node check_queues.mjs (.*?)\n(.*?)```/s.exec(readme) ?? [];

let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage();
});
afterAll(() => installed.remove());

const runPlugin: InstalledPackage["run"] = (_name, script, options) =>
  installed.run("check_queues.mjs", script, options);

test("the example prints what the README says, filling the cache", async () => {
  const stub = await aStub(locked(), stored);

  const { code, stdout } = await runPlugin("", plugin, {
    args: command.split(" "),
    env: environmentOf(stub),
  });

  expect({ code, stdout }).toEqual({ code: 2, stdout: output });
  expect((await stub.request(2)).json).toMatchObject({ ttl: 300, lock_token: "n.1" });
});

test("the example takes the value from the cache when somebody has filled it", async () => {
  const stub = await aStub(hit({ lengths: { mail: 3 } }));

  const args = ["-H", "mx1", "-q", "mail", "-w", "10"];
  const { code, stdout } = await runPlugin("", plugin, { args, env: environmentOf(stub) });

  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "QUEUES OK - Queue mail is 3 | length=3.00;10;\n",
  });
  expect(stub.requests).toHaveLength(1);
});

test("the example works without a cache manager, and says so when one is missing", async () => {
  const args = command.split(" ");

  const direct = await runPlugin("", plugin, { args: [...args, "--no-cachemanager"] });
  const missing = await runPlugin("", plugin, { args });

  expect(direct).toMatchObject({ code: 2, stdout: output });
  expect(missing).toMatchObject({
    code: 3,
    stdout: "QUEUES UNKNOWN - Cache manager host is required\n",
  });
});
