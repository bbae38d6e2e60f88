import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientFixture, environmentOf, miss, ok } from "./client-fixture.js";
import { installPackage, type InstalledPackage } from "./installed-package.js";
import { reply } from "./stub-server.js";

const { aStub } = clientFixture();
const EVERYTHING = [
  ...["AssumedOK", "CacheManagerClient", "CacheManagerHelper", "CacheManagerUtils", "CachedError"],
  ...["Check", "InvalidMetricName", "InvalidMetricThreshold", "Metric", "ParamError"],
  ...["ParamErrorWithHelp", "Parser", "ResultError", "StateManagerClient", "StateManagerHelper"],
  ...["StateManagerStoreError", "StateManagerUtils", "TransportError", "convertValue"],
  ...["formatDuration", "formatFixed", "generateKey", "hashKey", "isAlert", "parseThreshold"],
];

/** Names of Node's own modules that were loaded since `before` was taken. */
const NEWLY_LOADED = `
  const publicNames = new Set(require("node:module").builtinModules);
  const loaded = () => process.moduleLoadList
    .map((entry) => entry.replace("NativeModule ", ""))
    .filter((name) => publicNames.has(name));
  const newSince = (before) => loaded().filter((name) => !before.includes(name)).sort();
`;

describe.each(["modules", "joined"] as const)("the package as %s", (form) => {
  let installed: InstalledPackage;
  beforeAll(async () => {
    installed = await installPackage(form);
  });
  afterAll(() => installed.remove());

  describe("loading", () => {
    test.each([
      ["import.mjs", 'import * as sdk from "@signalbox/plugin-sdk";'],
      ["require.cjs", 'const sdk = require("@signalbox/plugin-sdk");'],
    ])("works by %s", async (name, line) => {
      const script = `${line}\nconsole.log(JSON.stringify(Object.keys(sdk).sort()));`;

      const { code, stdout } = await installed.run(name, script);

      expect(JSON.parse(stdout)).toEqual(EVERYTHING);
      expect(code).toBe(0);
    });

    test.each(["import.mjs", "require.cjs"])(
      "by %s gives the plugin a working client",
      async (name) => {
        const stub = await aStub(miss, ok);
        const line = name.endsWith("mjs")
          ? 'import { CacheManagerUtils } from "@signalbox/plugin-sdk";'
          : 'const { CacheManagerUtils } = require("@signalbox/plugin-sdk");';
        const script = `${line}
      CacheManagerUtils.get_via_cachemanager(false, "k", 300, (x) => x + 1, 41).then(console.log);`;

        const { code, stdout, stderr } = await installed.run(name, script, {
          env: environmentOf(stub),
        });

        // That it ended at all shows that the kept-alive connection does not keep the process alive.
        expect({ code, stdout }).toEqual({ code: 0, stdout: "42\n" });
        expect(stderr).not.toContain("Error");
        expect((await stub.request(2)).json).toMatchObject({ data: "42", ttl: 300 });
      },
    );
  });

  describe("what is loaded", () => {
    test("by import alone is none of Node's modules", async () => {
      const script = `${NEWLY_LOADED}
      const before = loaded();
      require("@signalbox/plugin-sdk");
      console.log(JSON.stringify(newSince(before)));`;
      // A first ES module makes Node load its own loader; that is not ours.
      const warmUp = 'require("./empty.mjs");\n';
      await installed.run("empty.mjs", "export {};");

      const { stdout } = await installed.run("cost.cjs", warmUp + script);

      expect(JSON.parse(stdout)).toEqual([]);
    });

    test("by one get_data is what node:http needs, without TLS, crypto or parsers of other things", async () => {
      const stub = await aStub(miss);
      const script = `${NEWLY_LOADED}
      const before = loaded();
      const { CacheManagerClient } = require("@signalbox/plugin-sdk");
      const client = new CacheManagerClient("127.0.0.1", ${stub.port}, "ns");
      client.getData("k").then(() => console.log(JSON.stringify(newSince(before))));`;
      const bare = `${NEWLY_LOADED}
      const before = loaded();
      const agent = new (require("node:http").Agent)();
      require("node:http").get({ port: ${stub.port}, agent }, (response) => {
        response.resume().on("end", () => {
          console.log(JSON.stringify(newSince(before)));
          agent.destroy();
        });
      });`;

      const [ours, floor] = await Promise.all(
        [installed.run("get.cjs", script), installed.run("bare.cjs", bare)].map(async (run) => {
          const names: unknown = JSON.parse((await run).stdout);
          return names as string[];
        }),
      );

      expect(ours).toContain("http");
      expect(ours?.filter((name) => !floor?.includes(name))).toEqual([]);
      expect(ours).not.toContain("https");
      expect(ours).not.toContain("crypto");
    });

    test("the package itself depends on nothing", async () => {
      const script = `
      const path = require.resolve("@signalbox/plugin-sdk/package.json");
      console.log(JSON.stringify(require(path).dependencies ?? {}));`;

      expect((await installed.run("dependencies.cjs", script)).stdout).toBe("{}\n");
    });
  });

  describe("a check in a process of its own", () => {
    test("ends with its line on standard output and its state as exit code", async () => {
      const script = `
      const { Check } = require("@signalbox/plugin-sdk");
      const check = new Check("DISK");
      check.add_metric("usage", 91.5, "%", "80", "90");
      check.final();
      console.log("not reached");`;

      expect(await installed.run("check.cjs", script)).toMatchObject({
        code: 2,
        stdout: "DISK CRITICAL - usage is 91.50% | usage=91.50%;80;90\n",
      });
    });

    test("shows a wrong command line on standard output and exits with 3", async () => {
      const script = `
      const { Parser } = require("@signalbox/plugin-sdk");
      new Parser().add_argument("-H", { required: true }).parse_args();`;

      expect(await installed.run("parse.cjs", script)).toMatchObject({
        code: 3,
        stdout:
          "usage: parse.cjs [-h] -H H\nparse.cjs: error: the following arguments are required: -H\n",
      });
    });
  });

  test("a program that was refused a connection ends by itself, too", async () => {
    const stub = await aStub(reply({}));
    await stub.close();
    const script = `
    import { CacheManagerUtils, ResultError } from "@signalbox/plugin-sdk";
    await CacheManagerUtils.getViaCacheManager(false, "k", () => 1)
      .catch((reason) => console.log(reason instanceof ResultError, reason.message.slice(0, 34)));`;

    const { code, stdout } = await installed.run("refused.mjs", script, {
      env: environmentOf(stub),
    });

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "true Failed to connect to cache manager\n",
    });
  });
});
