import { describe, expect, test } from "@jest/globals";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { systemClock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import { commandFileOutput } from "../../../src/alerts/outputs/command-file-output.js";
import { aNotice } from "./a-notice.js";

async function inScratch(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "signalbox-"));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** An output that says what troubles it as it happens. */
function anOutput(file: string, clock = systemClock) {
  const troubles: string[] = [];
  let wake: () => void = () => undefined;
  const troubled = new Promise<void>((resolve) => (wake = resolve));
  const output = commandFileOutput({
    file,
    maxWaiting: 100,
    initialDelayMs: 20,
    maxDelayMs: 20,
    clock,
    random: () => 0,
    onTrouble: ({ message }) => {
      troubles.push(message);
      wake();
    },
  });
  return { output, troubles, troubled };
}

describe("the external command file", () => {
  test("gets one line after the other, behind what is in it", () =>
    inScratch(async (directory) => {
      const file = join(directory, "nagios.cmd");
      await writeFile(file, "before\n");
      const { output } = anOutput(file);
      output.send(aNotice({ objectId: "pc1" }));
      output.send(aNotice({ objectId: "pc2" }));
      await output.close(10_000);

      const lines = (await readFile(file, "utf8")).split("\n");
      expect(lines[0]).toBe("before");
      expect(lines[1]).toContain(";busy:pc1;");
      expect(lines[2]).toContain(";busy:pc2;");
    }));

  test("may be a pipe that nobody reads yet: results wait, and none blocks", () =>
    inScratch(async (directory) => {
      const file = join(directory, "nagios.cmd");
      execFileSync("mkfifo", [file]);
      const { output, troubles, troubled } = anOutput(file);
      output.send(aNotice({ objectId: "pc1" }));
      output.send(aNotice({ objectId: "pc2" }));
      await troubled;
      expect(troubles).toEqual([`cannot write to ${file}: nobody reads this pipe`]);

      // Open for both, as the server has it: then the end of one writer is not the end of the file.
      const reader = spawn("sh", ["-c", 'exec 3<>"$1"; head -n 2 <&3', "sh", file]);
      const lines = (await text(reader.stdout)).split("\n");
      expect(lines[0]).toContain(";busy:pc1;");
      expect(lines[1]).toContain(";busy:pc2;");
      await output.close(1000);
    }));

  test("is not made when it is missing: a plain file would keep the server from making its pipe", () =>
    inScratch(async (directory) => {
      const clock = new FakeClock();
      const { output, troubles, troubled } = anOutput(join(directory, "nagios.cmd"), clock);
      output.send(aNotice());
      await troubled;
      const closed = output.close(0);
      clock.advance(0);
      await closed;
      expect(troubles[0]).toContain("there is no such file");
      expect(await readdir(directory)).toEqual([]);
      expect(output.counts()).toMatchObject({ delivered: 0, dropped: 1 });
    }));
});
