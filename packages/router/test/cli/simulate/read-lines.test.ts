import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MAX_LINE_BYTES, readLines } from "../../../src/cli/simulate/read-lines.js";

async function linesOf(chunks: readonly Buffer[]): Promise<(string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const line of readLines(chunks)) lines.push(line);
  return lines;
}

/** The same bytes, cut at every multiple of `size`. */
function cut(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

describe("lines", () => {
  test("are the same however the bytes are cut", async () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r\n"), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(piece, fc.integer({ min: 1, max: 7 }), async (text, size) => {
        const bytes = Buffer.from(text, "latin1");
        const expected = text.split("\n").map((line) => line.replace(/\r$/, ""));
        if (text === "" || text.endsWith("\n")) expected.pop();
        expect(await linesOf(cut(bytes, size))).toEqual(expected);
      }),
    );
  });

  test.each([[1_000], [MAX_LINE_BYTES], [1_000_000]])(
    "too long ones are passed over, in chunks of %s bytes",
    async (size) => {
      const most = "x".repeat(MAX_LINE_BYTES);
      const text = `a\n${most}y\nb\n${most}\n${most}${most}${most}`;
      const lines = await linesOf(cut(Buffer.from(text), size));
      expect(lines).toEqual(["a", undefined, "b", most, undefined]);
    },
  );
});
