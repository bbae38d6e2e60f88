import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "@swc/core";
import * as routing from "../src/index.js";

test("the example of the README prints what its comments say", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const expected = Array.from(example.matchAll(/console\.log\(.*\); \/\/ (.*)/g), (hit) => hit[1]);
  const body = example.replace(
    /import \{([^}]*)\} from "@signalbox\/routing";/,
    "const {$1} = routing;",
  );
  const { code } = transformSync(`(routing, console) => {${body}}`, {
    jsc: { target: "es2023", parser: { syntax: "typescript" } },
  });
  const printed: string[] = [];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- our own README
  Function(`return ${code}`)()(routing, { log: (line: string) => printed.push(line) });

  expect(printed).toEqual(expected);
  expect(printed).toHaveLength(2);
});
