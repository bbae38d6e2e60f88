import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openNamespace } from "@signalbox/cache-core";
import { FakeClock } from "@signalbox/clock/testing";
import { shellQuoted } from "../src/env/env.js";
import { dispatch } from "../src/index.js";
import { aShell } from "./test-shell.js";

const KEY = "AAECAwQFBgcICQoLDA0ODw==";
const OTHER_KEY = "Dw4NDAsKCQgHBgUEAwIBAA==";
const keyOf = (text: string) => [Buffer.from(text, "base64")];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cachectl-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** Mints as JSON and opens the token with `key`. */
async function minted(args: readonly string[], key = KEY, env: Record<string, string> = {}) {
  const shell = aShell({ env, clock: new FakeClock({ wallMs: 1_700_000_000_000 }) });
  const code = await dispatch(["env", "--plugin", "check_demo", "--json", ...args], shell);
  expect([code, shell.errText()]).toEqual([0, ""]);
  const variables = JSON.parse(shell.outText()) as Record<string, string>;
  const token = variables["OPSVIEW_CACHE_MANAGER_NAMESPACE"] ?? "";
  return { variables, token, content: openNamespace(token, keyOf(key)) };
}

describe("env", () => {
  test("mints a token for the plugin, as of now, from the keys in the environment", async () => {
    const env = { SIGNALBOX_CACHE_MANAGER_KEYS: `${KEY}, ${OTHER_KEY}` };
    const { variables, content } = await minted(["--host", "h", "--port", "8184"], KEY, env);
    expect(content).toEqual({ name: "PLUGIN#check_demo", timestampMs: 1_700_000_000_000 });
    expect(variables).toMatchObject({
      OPSVIEW_CACHE_MANAGER_HOST: "h",
      OPSVIEW_CACHE_MANAGER_PORT: "8184",
    });
  });

  test("--v2 mints the newer form", async () => {
    const { token } = await minted(["--v2", "--key-file", await file("keys", KEY)]);
    expect(token).toMatch(/^v2\./);
  });

  test("a key file wins over the environment, and its first key is used", async () => {
    const keys = await file("keys", `# rotated\n${OTHER_KEY}\n${KEY}\n`);
    const env = { SIGNALBOX_CACHE_MANAGER_KEYS: KEY };
    expect((await minted(["--key-file", keys], OTHER_KEY, env)).content.name).toBe(
      "PLUGIN#check_demo",
    );
  });

  test("the keys are found in the cache manager's configuration", async () => {
    const yaml = `max_cache_size: 1GB\nhttp_server:\n  encryption: { keys: ["${KEY}"] }\n`;
    const config = await file("cachemanager.yaml", yaml);
    expect((await minted(["--config", config])).content.name).toBe("PLUGIN#check_demo");
  });

  test("--admin mints a token that sees every namespace, in place of a plugin's", async () => {
    const shell = aShell({ env: { SIGNALBOX_CACHE_MANAGER_KEYS: KEY } });
    expect(await dispatch(["env", "--admin", "--json"], shell)).toBe(0);
    const variables = JSON.parse(shell.outText()) as Record<string, string>;
    const token = variables["OPSVIEW_CACHE_MANAGER_NAMESPACE"] ?? "";
    expect(openNamespace(token, keyOf(KEY)).name).toBe("ADMIN#cachectl");
  });

  test.each([[["--admin", "--plugin", "p"]], [[]]])(
    "one of --plugin and --admin is given: %j is a wrong command line",
    async (args) => {
      const shell = aShell();
      expect(await dispatch(["env", ...args], shell)).toBe(2);
      expect(shell.errText()).toMatch("env: give --plugin NAME, 1 to 200 characters, or --admin");
    },
  );

  test("the output can be evaluated by a shell", async () => {
    const shell = aShell();
    const args = ["--plugin", "it's $HOME", "--plain"];
    expect(await dispatch(["env", ...args], shell)).toBe(0);
    const script = `${shell.outText()}printf %s "$OPSVIEW_CACHE_MANAGER_NAMESPACE"`;
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", script]);
    expect(stdout).toBe("PLUGIN#it's $HOME");
  });

  test("without any key the namespace is the plain name, with a remark beside the output", async () => {
    const shell = aShell();
    expect(await dispatch(["env", "--plugin", "p"], shell)).toBe(0);
    expect(shell.outText()).toContain("NAMESPACE='PLUGIN#p'\n");
    expect(shell.errText()).toMatch(/^cachectl: .*SIGNALBOX_CACHE_MANAGER_KEYS.*\n$/);
  });

  test.each([
    ["a key of a wrong length", ["--key-file"], "c2VjcmV0LWtleQ=="],
    ["a file without a key", ["--key-file"], "# none\n"],
    ["a configuration without keys", ["--config"], "http_server: { port: 1 }\n# secret-key"],
    ["broken YAML", ["--config"], "http_server: [secret-key"],
  ])("%s is exit code 1, and the text of the file is not shown", async (_, option, text) => {
    const shell = aShell();
    const path = await file("source", text);
    expect(await dispatch(["env", "--plugin", "p", ...option, path], shell)).toBe(1);
    expect(shell.errText()).toMatch(/^cachectl: .+\n$/);
    expect(shell.errText()).not.toContain("secret");
    expect(shell.errText()).not.toContain("c2VjcmV0");
  });

  test.each(["a&b", "a=b"])("a name a v1 token cannot carry is refused: %s", async (name) => {
    const shell = aShell({ env: { SIGNALBOX_CACHE_MANAGER_KEYS: KEY } });
    expect(await dispatch(["env", "--plugin", name], shell)).toBe(1);
    expect(shell.outText()).toBe("");
  });
});

test("a quoted text is one word whatever is in it", () => {
  expect(shellQuoted("a'b")).toBe(`'a'\\''b'`);
});
