import { describe, expect, test } from "@jest/globals";
import { exportStore, importStore } from "../../src/index.js";
import { anObject } from "./info.js";
import type { OpenStore } from "./opened-store.js";
import { aKey, minutes, points, readAll, storeFactory } from "./series-fixture.js";

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

export function describeTransfer(openStore: OpenStore): void {
  describe("export and import", () => {
    const open = storeFactory(openStore);

    test("what was exported is imported whole, and importing again changes nothing", async () => {
      const [from, to] = [(await open()).store, (await open()).store];
      const long = minutes(aKey("long"), 12_000);
      const odd = points(aKey("odd", "e", "s"), [-5, 1e300], [7, 0.1], [9, -0.5]);
      await from.series.put([long, odd]);
      const references = [{ field: "f", type: "node", urn: "urn:x" }];
      await from.info.put([anObject("a", { urn: "urn:a", references }), anObject("b")]);
      await from.info.markGone([anObject("b")], 77);
      await from.values.put("marks", [["k", "v\n"]]);

      const lines = await linesOf(exportStore(from));
      expect(lines.every((line) => !line.includes("\n"))).toBe(true);
      await importStore(to, lines);
      await importStore(to, lines);

      expect(await readAll(to, { series: [long.series, odd.series] })).toEqual([long, odd]);
      expect(await linesOf(exportStore(to))).toEqual(lines);
      expect((await to.info.get(anObject("b")))?.goneSinceUs).toBe(77);
      expect(await to.info.referrers({ type: "node", urn: "urn:x" })).toHaveLength(1);
    });

    test.each([
      ["no header", ['{"kind":"value"}']],
      ["a newer format", ['{"kind":"signalbox-store","version":2}']],
      ["no JSON", ['{"kind":"signalbox-store","version":1}', "{"]],
      ["an unknown kind", ['{"kind":"signalbox-store","version":1}', '{"kind":"x"}']],
      [
        "a damaged line",
        [
          '{"kind":"signalbox-store","version":1}',
          '{"kind":"series","source":"","objectType":"n","event":"e","objectId":"i","ts":[1],"values":["1"]}',
        ],
      ],
    ])("refuses %s and names the line", async (_, lines) => {
      const { store } = await open();
      await expect(importStore(store, lines)).rejects.toMatchObject({
        code: "invalid_argument",
        message: expect.stringContaining(`line ${lines.length}`),
      });
    });
  });
}
