import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readWhitelist } from "@signalbox/monitoring-model";
import { runCerts, type Outcome } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const A = "urn:publicid:IDN+ch.example.net+tool+a";
const B = "urn:publicid:IDN+ch.example.net+tool+b%2Fc";

const whitelist = (...argv: string[]): Promise<Outcome> => runCerts(["whitelist", ...argv]);

async function aFile(name: string, text?: string): Promise<string> {
  const file = join(await scratchDirectory(), name);
  if (text !== undefined) await writeFile(file, text);
  return file;
}

const urnsIn = async (file: string): Promise<readonly string[]> =>
  readWhitelist(await readFile(file, "utf8")).entries.map(({ urn }) => urn);

describe.each(["whitelist.json", "whitelist.conf"])("%s", (name) => {
  test("is made by the first add, and read by a datastore after each change", async () => {
    const file = await aFile(name);
    expect((await whitelist("add", A, "--file", file)).code).toBe(0);
    expect((await whitelist("add", `URI:${B}`, "--file", file)).code).toBe(0);
    expect(await urnsIn(file)).toEqual([A, B]);
    expect((await whitelist("remove", A, "--file", file)).code).toBe(0);
    expect(await urnsIn(file)).toEqual([B]);
    expect((await whitelist("remove", `URI:${B}`, "--file", file)).code).toBe(0);
    expect(await urnsIn(file)).toEqual([]);
    expect((await whitelist("add", A, "--file", file)).code).toBe(0);
    expect(await urnsIn(file)).toEqual([A]);
  });

  test("does not hold a URN twice, however its escapes are written", async () => {
    const file = await aFile(name);
    await whitelist("add", B, "--file", file);
    const { code, stdout } = await whitelist(
      "add",
      B.toLowerCase().replace("idn", "IDN"),
      "--file",
      file,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/ is in .* already\n$/);
    expect(await urnsIn(file)).toEqual([B]);
  });

  test("loses none of many that are added at once: each is added or refused", async () => {
    const file = await aFile(name);
    const urns = Array.from({ length: 20 }, (_, at) => `${A}${at}`);
    const outcomes = await Promise.all(urns.map((urn) => whitelist("add", urn, "--file", file)));
    const added = urns.filter((_, at) => outcomes[at]?.code === 0);
    expect(added.length).toBeGreaterThan(0);
    expect([...(await urnsIn(file))].sort()).toEqual([...added].sort());
    for (const { code, stderr } of outcomes) {
      expect(code === 0 || stderr.includes(".lock exists: another edit is under way")).toBe(true);
    }
  });

  test("keeps its permissions, and nothing is left beside it", async () => {
    const file = await aFile(name);
    await whitelist("add", A, "--file", file);
    await chmod(file, 0o640);
    await whitelist("add", B, "--file", file);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(join(file, ".."))).toEqual([name]);
  });
});

test("the original's file keeps every line but the list", async () => {
  const before = `# ours\n[other]\nwhitelist = 1\n\n[main]\nlevel: 2\n`;
  const after = `\n# end\nx = 1\n[last]\ny = 2\n`;
  const file = await aFile("w.conf", `${before}whitelist = ["URI:${A}",\n  "URI:${B}"]\n${after}`);
  await whitelist("remove", A, "--file", file);
  expect(await readFile(file, "utf8")).toBe(
    `${before}whitelist = [\n    "URI:${B}"\n    ]\n${after}`,
  );
});

test("scopes of entries are kept and listed", async () => {
  const entry = { urn: A, scopes: ["info"] };
  const file = await aFile("w.json", JSON.stringify({ whitelist: [entry] }));
  await whitelist("add", B, "--file", file);
  expect((await whitelist("list", "--file", file)).stdout).toBe(`${A} (info only)\n${B}\n`);
  const { stdout } = await whitelist("list", "--file", file, "--json");
  expect(JSON.parse(stdout)).toEqual([entry, { urn: B, scopes: ["info", "data", "personal"] }]);
});

test("--dir means whitelist.json in it", async () => {
  const dir = await scratchDirectory();
  await whitelist("add", A, "--dir", dir);
  expect(await urnsIn(join(dir, "whitelist.json"))).toEqual([A]);
});

test("removing what is not listed fails and changes nothing", async () => {
  const file = await aFile("w.json", `["${A}"]`);
  const { code, stdout } = await whitelist("remove", B, "--file", file);
  expect({ code, stdout }).toEqual({ code: 1, stdout: `${B} is not in ${file}\n` });
  expect(await readFile(file, "utf8")).toBe(`["${A}"]`);
});

test("an edit that was interrupted is told, with what to remove", async () => {
  const file = await aFile("w.json", "[]");
  await writeFile(`${file}.lock`, "");
  const { code, stderr } = await whitelist("add", A, "--file", file);
  expect(code).toBe(1);
  expect(stderr).toMatch(/w\.json\.lock exists: another edit is under way; remove it if one was/);
  expect(await urnsIn(file)).toEqual([]);
});

test.each([
  ["{", "w.json: whitelist"],
  ['{"whitelist": [\n1]}', "w.json: whitelist line 2"],
  ["[main]\nother = 1\n", "w.json: whitelist"],
  [`["${"x".repeat(1_048_576)}"]`, "has 1048580 bytes, limit is 1048576"],
])(
  "a list that a datastore refuses (%.20j) is not changed: one line, exit code 2",
  async (text, problem) => {
    const file = await aFile("w.json", text);
    const { code, stderr } = await whitelist("add", A, "--file", file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^certs whitelist: [^\n]+\n$/);
    expect(stderr).toContain(problem);
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await readdir(join(file, ".."))).toEqual(["w.json"]);
  },
);

test.each([
  [["add", A], "--dir or --file is missing"],
  [["add", "--file", "w"], "<urn> is missing"],
  [["add", A, "--dir", "d", "--file", "w"], "--dir and --file do not go together"],
  [["add", "urn:publicid:IDN+a+tool", "--file", "w"], "not a URN of the form"],
  [["add", "urn:publicid:IDN+a+tool+x y", "--file", "w"], "not a URN of the form"],
  [["list", A, "--file", "w"], "unexpected argument"],
  [["list", "--file", "no-such-file.json"], "no-such-file.json does not exist"],
  [["ad", A, "--file", "w"], "unknown action ad, known: add, list, remove; did you mean add?"],
  [[], "<add|list|remove> is missing"],
])("wrong usage %j is told in one line, exit code 2", async (argv, problem) => {
  const { code, stderr } = await whitelist(...argv);
  expect(code).toBe(2);
  expect(stderr.startsWith(`certs whitelist: ${problem}`)).toBe(true);
  expect(stderr.split("\n")).toHaveLength(2);
});
