import { expect, test } from "@jest/globals";
import { addLines, countLines, LINE_RESULTS } from "../src/index.js";
import { parse } from "./parse-fixture.js";
import { aStore } from "./store/store-fixture.js";

test("every line of a request is counted once, under what became of it", () => {
  const { store } = aStore({ maxHosts: 1 });
  const text =
    "mem,host=a used=1i\nmem,host=a used=1i\nmem,host=b used=1i\nmem used=1i\nother v=1\nbad\n" +
    "mem,host=a used=1i 5\nmem,host=a used=1i 9000000000000000000\n";
  const { all, bad } = parse(text);
  const counted = countLines(store.write(all), bad);
  expect(counted).toEqual({ ok: 2, bad: 3, stale: 1, future: 1, unknown: 1 });

  const total = { ok: 1, bad: 0, stale: 0, future: 0, unknown: 0 };
  addLines(total, counted);
  addLines(total, counted);
  expect(LINE_RESULTS.map((result) => total[result])).toEqual([5, 6, 2, 2, 2]);
});
