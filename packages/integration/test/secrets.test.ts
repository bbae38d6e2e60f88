import { expect, test } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CleanUps } from "./support/clean-up.js";
import { aKey, mintToken, tamperedToken } from "./support/mint-token.js";
import { Program, startProgram } from "./support/program.js";
import { scratchDirectory } from "./support/scratch-directory.js";
import { WireClient } from "./support/wire-client.mjs";

const LIMIT_MS = 60_000;
const VALUE = "value-canary-8d1f";
const KEYS_VARIABLE = "SIGNALBOX_CACHE_MANAGER__HTTP_SERVER__ENCRYPTION__KEYS";

const cleanUps = new CleanUps();

/** A key in every spelling in which it might be printed. */
function spellings(key: string): string[] {
  const bytes = Buffer.from(key, "base64");
  return [key, key.replace(/=+$/, ""), bytes.toString("base64url"), bytes.toString("hex")];
}

function leaksIn(text: string, canaries: readonly string[]): string[] {
  return canaries.filter((canary) => text.includes(canary));
}

async function output(program: Program): Promise<string> {
  const commandLine = await readFile(`/proc/${program.pid}/cmdline`, "utf8");
  const pages = ["/status", "/metrics", "/livez", "/readyz", "/nowhere"];
  const texts = await Promise.all(
    pages.map(async (page) => (await fetch(program.url + page)).text()),
  );
  return [commandLine, program.stdout.text, program.stderr.text, ...texts].join("\n");
}

/** Every kind of call, accepted and refused; the program traces all of them. */
async function callEverything(program: Program, good: string, bad: string): Promise<string[]> {
  const replies: string[] = [];
  for (const namespace of [good, bad, "PLUGIN#check_demo"]) {
    const client = cleanUps.owns(new WireClient({ port: program.port, namespace }));
    const calls = [
      () => client.getData("k", 1),
      () => client.setData("k", VALUE, 60),
      () => client.setData("k", VALUE, -1),
      () => client.getData("k", 1),
      () => client.call("renew_lock", "k"),
      () => client.call("release_lock", "k"),
      () => client.call("list_keys", "k"),
      () => client.call("list_locks", "k"),
      () => client.call("nowhere", "k"),
    ];
    for (const call of calls) replies.push(JSON.stringify(await call().catch(String)));
  }
  return replies;
}

test(
  "keys, tokens and values appear in no output, whatever is called and however it ends",
  async () => {
    const [fileKey, envKey] = [aKey(), aKey()];
    const good = mintToken(envKey, "check_demo");
    const bad = tamperedToken(good, 3);
    const canaries = [...spellings(fileKey), ...spellings(envKey), good, bad];
    const file = join(await scratchDirectory(cleanUps), "cachemanager.yaml");
    await writeFile(file, `http_server: { encryption: { keys: ["${fileKey}"] } }\n`);
    const program = cleanUps.owns(
      await startProgram({ configFile: file, env: { [KEYS_VARIABLE]: JSON.stringify([envKey]) } }),
    );

    const replies = await callEverything(program, good, bad);
    program.signal("SIGHUP");
    await program.stderr.startingWith("cache-manager: configuration reloaded");
    const seen = await output(program);

    expect(leaksIn(seen, [...canaries, VALUE])).toEqual([]);
    expect(leaksIn(replies.join("\n"), canaries)).toEqual([]);
    // The search finds what is there: the calls were traced, and the value was read back.
    expect(seen).toContain("/set_data: stored");
    expect(replies.join("\n")).toContain(VALUE);
  },
  LIMIT_MS,
);

test(
  "a key that is not good enough is reported without being shown, and so is a broken file around a key",
  async () => {
    const key = aKey();
    const directory = await scratchDirectory(cleanUps);
    const cases = {
      "long.yaml": `http_server: { encryption: { keys: ["${key}${key}"] } }\n`,
      "mapping.yaml": `http_server: { encryption: { keys: { "${key}": 1 } } }\n`,
      "unknown.yaml": `http_server: { encryption: { key: "${key}" } }\n`,
      "broken.yaml": `http_server: { encryption: { keys: ["${key}" "${key}"] }\n`,
      "text.yaml": `${key}\n`,
    };
    for (const [name, contents] of Object.entries(cases)) {
      await writeFile(join(directory, name), contents);
    }
    const programs = Object.keys(cases).map((name) =>
      cleanUps.owns(new Program({ configFile: join(directory, name) })),
    );

    for (const program of programs) {
      expect(await program.exited).toEqual({ code: 2, signal: null });
      expect(program.stderr.all.length).toBeGreaterThan(0);
      expect(leaksIn(program.stdout.text + program.stderr.text, spellings(key))).toEqual([]);
    }
  },
  LIMIT_MS,
);
