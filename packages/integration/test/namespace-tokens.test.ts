import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CleanUps } from "./support/clean-up.js";
import { aKey, mintToken, tamperedToken } from "./support/mint-token.js";
import { startProgram, type Program } from "./support/program.js";
import { scratchDirectory } from "./support/scratch-directory.js";
import { WireClient } from "./support/wire-client.mjs";

const LIMIT_MS = 60_000;
/** The margin that the servers here are given, and something well inside and well outside of it. */
const MARGIN = "timestamp_error_margin=100s";
const INSIDE_S = 50;
const OUTSIDE_S = 150;

const cleanUps = new CleanUps();
const REFUSED = { code: "ERESULT", status: 403 };

const keyFile = (...keys: string[]): string =>
  `http_server: { encryption: { keys: ${JSON.stringify(keys)} } }\n`;

function aClient({ port }: Program, namespace: string): WireClient {
  return cleanUps.owns(new WireClient({ port, namespace }));
}

describe("with one key", () => {
  const key = aKey();
  let program: Program;

  beforeAll(async () => {
    const settings = [MARGIN, "min_lock_lease=100ms"];
    const variable = "SIGNALBOX_CACHE_MANAGER__HTTP_SERVER__ENCRYPTION__KEYS";
    program = await startProgram({ settings, env: { [variable]: JSON.stringify([key]) } });
  }, LIMIT_MS);

  afterAll(() => program.kill());

  test.each([
    ["of now", 0],
    ["of a while ago", -INSIDE_S],
    ["of a clock that runs ahead", INSIDE_S],
  ])("a token %s is accepted", async (_what, offsetSeconds) => {
    const client = aClient(program, mintToken(key, "check_demo", offsetSeconds));

    expect(await client.setData("k", "[1]")).toBe("ok");
    expect(await client.getData("k")).toMatchObject({ data: "[1]" });
  });

  test.each([
    ["too old", () => mintToken(key, "check_demo", -OUTSIDE_S)],
    ["of the future", () => mintToken(key, "check_demo", OUTSIDE_S)],
    ["made with another key", () => mintToken(aKey(), "check_demo")],
    ["with a bit of its IV turned", () => tamperedToken(mintToken(key, "check_demo"), 0)],
    ["with a bit of its text turned", () => tamperedToken(mintToken(key, "check_demo"), 20)],
    ["with a bit of its MAC turned", () => tamperedToken(mintToken(key, "check_demo"), 90)],
    ["cut short", () => mintToken(key, "check_demo").slice(0, -24)],
    ["that is a plain name", () => "PLUGIN#check_demo"],
  ])("a token %s is refused with 403, for get and set alike", async (_what, mint) => {
    const client = aClient(program, mint());

    await expect(client.getData("k")).rejects.toMatchObject(REFUSED);
    await expect(client.setData("k", "[1]")).rejects.toMatchObject(REFUSED);
  });

  test("two plugins do not see each other's data under the same key", async () => {
    await aClient(program, mintToken(key, "check_one")).setData("same", '"one"');

    const other = aClient(program, mintToken(key, "check_two"));

    expect(await other.getData("same", 0)).toMatchObject({ data: null, lock: false });
  });

  test("two tokens of one plugin name the same namespace", async () => {
    await aClient(program, mintToken(key, "check_same")).setData("k", '"shared"');

    const later = aClient(program, mintToken(key, "check_same", 1));

    expect(await later.getData("k", 0)).toMatchObject({ data: '"shared"' });
  });
});

test(
  "keys are rotated by SIGHUP: a token of the old key serves while that key is listed, and no longer",
  async () => {
    const [oldKey, newKey] = [aKey(), aKey()];
    const file = join(await scratchDirectory(cleanUps), "cachemanager.yaml");
    await writeFile(file, keyFile(oldKey));
    const program = cleanUps.owns(await startProgram({ configFile: file }));
    const reloaded = async (contents: string, times: number): Promise<void> => {
      await writeFile(file, contents);
      program.signal("SIGHUP");
      const isReload = (line: string) => line === "cache-manager: configuration reloaded";
      await program.stderr.matching(isReload, times);
    };
    const before = aClient(program, mintToken(oldKey, "check_demo"));
    await before.setData("k", "[1]");

    await reloaded(keyFile(newKey, oldKey), 1);
    const after = aClient(program, mintToken(newKey, "check_demo"));
    expect(await before.getData("k")).toMatchObject({ data: "[1]" });
    expect(await after.getData("k")).toMatchObject({ data: "[1]" });

    await reloaded(keyFile(newKey), 2);
    await expect(before.getData("k")).rejects.toMatchObject(REFUSED);
    expect(await after.getData("k")).toMatchObject({ data: "[1]" });

    // A file without keys switches encryption off, which must not go unnoticed.
    expect(program.stderr.text).not.toContain("Namespaces are not encrypted");
    await reloaded("log: { level: notice }\n", 3);
    expect(program.stderr.text).toContain("Namespaces are not encrypted");
  },
  LIMIT_MS,
);

test(
  "a fetch that outlasts its token may still be stored by the holder of the lock, and by nobody else",
  async () => {
    const key = aKey();
    const file = join(await scratchDirectory(cleanUps), "cachemanager.yaml");
    await writeFile(file, keyFile(key));
    const settings = ["timestamp_error_margin=3s"];
    const program = cleanUps.owns(await startProgram({ configFile: file, settings }));
    const late = aClient(program, mintToken(key, "check_slow"));
    expect(await late.getData("k", 50)).toMatchObject({ lock: true });
    await delay(3500); // what the fetch takes: longer than the token is good for
    await expect(late.getData("other", 0)).rejects.toMatchObject(REFUSED);
    const current = aClient(program, mintToken(key, "check_slow"));

    expect(await late.setData("k", '"late"')).toBe("ok");
    expect(await current.getData("k")).toMatchObject({ data: '"late"' });
    await expect(late.setData("k", '"again"')).rejects.toMatchObject(REFUSED);
  },
  LIMIT_MS,
);
