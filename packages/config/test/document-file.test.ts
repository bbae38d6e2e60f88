import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readDocumentFile } from "../src/index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "document-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Buffer): Promise<unknown> {
  const path = join(folder, name);
  await writeFile(path, content);
  return readDocumentFile(path);
}

describe("a document in a file", () => {
  test.each([
    ["JSON", "a.json", `{"a": [1]}`, { a: [1] }],
    ["JSON behind a byte order mark", "a.json", `\ufeff{"a": 1}`, { a: 1 }],
    ["YAML by the end of the name", "a.YML", "a: [x, y]", { a: ["x", "y"] }],
    ["YAML behind a byte order mark", "a.yaml", "\ufeffa: 1", { a: 1 }],
    ["JSON in a YAML file", "a.yaml", `{"a": "\\ud83d\\ude00"}`, { a: "\u{1f600}" }],
    ["an empty YAML file", "a.yaml", "# nothing\n", {}],
  ])("is read: %s", async (_what, name, content, expected) => {
    expect(await read(name, content)).toEqual(expected);
  });

  test("is undefined when there is no such file", async () => {
    expect(await readDocumentFile(join(folder, "none.json"))).toBeUndefined();
  });

  test.each([
    ["what is not JSON", "a.json", "{", /a\.json: not JSON: /],
    ["what is not YAML", "a.yaml", "a: [", /a\.yaml: line 1: /],
    ["a list", "a.yaml", "[1]", /a\.yaml: the document must be an object/],
    ["what is not UTF-8", "a.json", Buffer.from([0x22, 0xc3, 0x28, 0x22]), /a\.json: not UTF-8/],
  ])("is refused by name: %s", async (_what, name, content, expected) => {
    await expect(read(name, content)).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringMatching(expected),
    });
  });

  test("that is a folder is refused by name", async () => {
    await expect(readDocumentFile(folder)).rejects.toThrow(/: it cannot be read \(EISDIR\)$/);
  });
});
