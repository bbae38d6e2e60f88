import { randomBytes } from "node:crypto";
import { chmod, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { ApiKeyFile } from "../../src/rest/api-key-file.js";
import { parseApiKeys } from "../../src/rest/api-keys.js";
import { atEnd, cleanUpAfterEach, scratchDirectory } from "../support/scratch.js";

cleanUpAfterEach();

const NEW = "n".repeat(32);

interface Fixture {
  readonly path: string;
  readonly file: ApiKeyFile;
  readonly notes: string[];
  /** Lets the file be looked at once more; resolves when it was. */
  readonly look: () => Promise<void>;
}

async function open(content?: string): Promise<Fixture> {
  const path = join(await scratchDirectory(), "state", "rest-api-key.json");
  return openAt(path, content);
}

async function openAt(path: string, content?: string): Promise<Fixture> {
  const clock = new FakeClock();
  const notes: string[] = [];
  if (content !== undefined) await writeFile(path, content, { mode: 0o600 });
  const file = await ApiKeyFile.open({
    path,
    clock,
    randomBytes,
    note: (level, message) => notes.push(`${level}: ${message}`),
  });
  atEnd(() => file.close());
  const look = async (): Promise<void> => {
    clock.advance(1_000);
    // The look is over when the next one is planned.
    while (clock.pendingTimers === 0) await new Promise(setImmediate);
  };
  return { path, file, notes, look };
}

test("a file that is missing is made, for its owner alone, with a key of 256 bits", async () => {
  const { path, file, notes } = await open();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const [key = ""] = parseApiKeys(await readFile(path, "utf8"));
  expect(key).toHaveLength(43);
  expect(file.accepts(key)).toBe(true);
  expect(notes).toEqual([
    expect.stringMatching(/^notice: made a new API key in .*rest-api-key.json$/),
  ]);
  expect(notes.join()).not.toContain(key);
});

test("two that start together agree on one key", async () => {
  const path = join(await scratchDirectory(), "rest-api-key.json");
  const files = await Promise.all([openAt(path), openAt(path), openAt(path)]);
  const [key = ""] = parseApiKeys(await readFile(path, "utf8"));
  expect(files.map(({ file }) => file.accepts(key))).toEqual([true, true, true]);
});

test("a changed file is read again: the new key opens, the old one no longer", async () => {
  const { path, file, look } = await open();
  const [old = ""] = parseApiKeys(await readFile(path, "utf8"));
  await writeFile(`${path}.next`, JSON.stringify({ api_keys: [NEW, old] }), { mode: 0o600 });
  await rename(`${path}.next`, path);
  await look();
  expect([file.accepts(NEW), file.accepts(old)]).toEqual([true, true]);
  await writeFile(path, JSON.stringify({ api_key: NEW }));
  await look();
  expect([file.accepts(NEW), file.accepts(old)]).toEqual([true, false]);
});

test("while it cannot be read the last keys stay in force, said once", async () => {
  const { path, file, look, notes } = await open();
  const [key = ""] = parseApiKeys(await readFile(path, "utf8"));
  await unlink(path);
  await look();
  await look();
  expect(file.accepts(key)).toBe(true);
  expect(notes.filter((note) => note.startsWith("error:"))).toHaveLength(1);
  await writeFile(path, JSON.stringify({ api_key: NEW }), { mode: 0o600 });
  await look();
  expect([file.accepts(NEW), file.accepts(key)]).toEqual([true, false]);
});

test("one that others can read is warned of", async () => {
  const { path, look, notes } = await open();
  await chmod(path, 0o644);
  await look();
  expect(notes).toContainEqual(expect.stringMatching(/^warning: .*can be read by others/));
});

test("one that is no key file stops the start", async () => {
  const path = join(await scratchDirectory(), "key.json");
  await expect(openAt(path, "{}")).rejects.toMatchObject({
    code: "invalid_argument",
    message: expect.stringMatching(
      /^API key file .*key\.json: the API key file holds 0 keys/,
    ) as unknown,
  });
});
