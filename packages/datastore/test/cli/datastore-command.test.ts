import { describe, expect, test } from "@jest/globals";
import { runTool, SERVICE_CODE } from "./run-tool.js";

describe("signalbox datastore", () => {
  test.each([[[]], [["--config", "x.yaml"]], [["-d"]], [["--help"]]])(
    "%j is the service",
    async (argv) => {
      expect((await runTool(...argv)).code).toBe(SERVICE_CODE);
    },
  );

  test("suggests the tool that was meant", async () => {
    expect(await runTool("crwal")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "datastore: unknown command crwal; did you mean crawl?; known: import, get, crawl, validate, fake-site\n",
    });
  });

  test("lists its tools", async () => {
    const { code, stdout } = await runTool("tools");
    expect(code).toBe(0);
    for (const name of ["import", "get", "crawl", "validate", "fake-site"])
      expect(stdout).toContain(`\n  ${name} `);
  });

  test.each(["import", "get", "crawl", "validate", "fake-site"])("%s has help", async (name) => {
    const { code, stdout } = await runTool(name, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: signalbox datastore ${name} [options]`);
  });

  test.each([
    [["get"], "<url> is missing"],
    [["get", "nonsense"], "url is not an http"],
    [["get", "http://127.0.0.1:1/info/node/x", "--cert", "/nonexistent/x.pem"], "--cert: ENOENT"],
    [["get", "http://127.0.0.1:1/data/?q={"], "q: "],
    [["crawl", "http://127.0.0.1:1/"], "<url> is not an info URL"],
    [["validate", "http://127.0.0.1:1/info/node/x", "--data", "5"], "--data needs --follow"],
    [["fake-site", "--client-ca", "x"], "--client-ca needs --cert"],
    [["fake-site", "--since", "yesterday"], "--since: not a time: yesterday"],
    [["fake-site", "--late", "2"], "--late 2 is too large"],
    [["get", "http://127.0.0.1:1/info/node/x", "--allow", "ftp://x"], "is not an origin"],
  ])("%j is a wrong command line", async (argv, text) => {
    const { code, stderr } = await runTool(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(stderr.trimEnd()).not.toContain("\n");
  });
});
