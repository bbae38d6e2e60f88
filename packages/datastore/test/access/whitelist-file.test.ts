import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { AccessLists } from "../../src/access/access-lists.js";
import { WhitelistFile } from "../../src/access/whitelist-file.js";
import { aFolder, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const urn = (name: string): string => `urn:publicid:IDN+ch.example.net+tool+${name}`;

async function aFile(text: string) {
  const path = join(await aFolder(), "whitelist.conf");
  await writeFile(path, text);
  const clock = new FakeClock();
  const log = new MemoryLogger();
  const lists = new AccessLists({ clock, log, writers: [] });
  const file = new WhitelistFile({ path, clock, lists });
  const admits = (name: string): boolean => lists.current.find([urn(name)]) !== undefined;
  return { path, clock, log, lists, file, admits };
}

test("the original's file is read", async () => {
  const { file, admits } = await aFile(`[main]\nwhitelist = ["URI:${urn("a")}"]\n`);
  await file.start();
  expect([admits("a"), admits("b")]).toEqual([true, false]);
  file.stop();
});

test("a change is taken over once it has stayed the same for one look", async () => {
  const { file, admits, path } = await aFile(JSON.stringify([urn("a")]));
  await file.start();
  await writeFile(path, JSON.stringify([urn("b"), urn("c")]));
  await file.look();
  expect(admits("b")).toBe(false);
  await file.look();
  expect([admits("a"), admits("b")]).toEqual([false, true]);
  file.stop();
});

test("a file that went wrong is told once, and its list grows old until the file is right again", async () => {
  const { file, admits, path, lists, log, clock } = await aFile(JSON.stringify([urn("a")]));
  await file.start();
  await rm(path);
  for (let i = 0; i < 4; i++) {
    clock.advance(1_000);
    await file.look();
  }
  expect(admits("a")).toBe(true);
  expect(log.names).toEqual(["whitelist_in_force", "whitelist_refused"]);
  expect(lists.ageMs("file")).toBe(4_000);
  await writeFile(path, JSON.stringify([urn("b")]));
  await file.look();
  await file.look();
  expect(admits("b")).toBe(true);
  expect(lists.ageMs("file")).toBe(0);
  file.stop();
});

test("a list that is empty from the start admits nobody", async () => {
  const { file, lists, log } = await aFile("[]");
  await file.start();
  expect(lists.current.size).toBe(0);
  expect(log.events[0]?.level).toBe("warning");
  file.stop();
});

test.each([
  ["no list", "x", "whitelist is neither JSON nor has it a section"],
  ["no UTF-8", Buffer.from([0xff, 0xfe]), "is not UTF-8"],
])("a file with %s is refused at the start", async (_name, text, message) => {
  const { file, path } = await aFile("");
  await writeFile(path, text);
  await expect(file.start()).rejects.toThrow(message);
});

test("a file that is far too large is not read", async () => {
  const { file, path } = await aFile("");
  await writeFile(path, Buffer.alloc(5_000_000, " "));
  await expect(file.start()).rejects.toThrow("is larger than 4194304 bytes");
});
