import { describe, expect, test } from "@jest/globals";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAILED_PING_MS, leastRtt, pingRtt } from "../../src/external-checks/ping-rtt.js";
import { systemPing } from "../../src/external-checks/system-ping.js";

const GOOD = "rtt min/avg/max/mdev = 12.345/13.000/14.1/0.2 ms\n";
const never = new AbortController().signal;

describe("the least round-trip time in what a ping program prints", () => {
  test.each([
    [`6 packets transmitted, 6 received, 0% packet loss, time 5005ms\n${GOOD}`, 12.345],
    ["round-trip min/avg/max = 0.061/0.070/0.091 ms\n", 0.061],
    ["rtt min/avg/max/mdev = 3/3/3/0 ms, pipe 2\n", 3],
    ["6 packets transmitted, 0 received, 100% packet loss, time 5115ms\n", undefined],
    ["ping: b.example.net: Name or service not known\n", undefined],
    ["", undefined],
  ])("%j: %p", (printed, least) => {
    expect(leastRtt(printed)).toBe(least);
  });
});

describe("a ping", () => {
  /** Answers of the program one after the other; records how many pings each call was to send. */
  function program(...answers: readonly (string | Error)[]) {
    const left = [...answers];
    const counts: number[] = [];
    const ping = (_address: string, count: number): Promise<string> => {
      counts.push(count);
      const answer = left.shift() ?? "";
      return typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(answer);
    };
    return { ping, counts };
  }

  test("is two that prime the path, whatever comes of them, then six of which the least counts", async () => {
    const { ping, counts } = program(new Error("lost"), GOOD);
    expect(await pingRtt(ping, "b.example.net", never)).toBe(12.345);
    expect(counts).toEqual([2, 6]);
  });

  test("is tried once more as a whole", async () => {
    const { ping, counts } = program("", new Error("lost"), "", GOOD);
    expect(await pingRtt(ping, "b.example.net", never)).toBe(12.345);
    expect(counts).toEqual([2, 6, 2, 6]);
  });

  test("is -30 when nothing came back", async () => {
    const { ping, counts } = program();
    expect(await pingRtt(ping, "b.example.net", never)).toBe(FAILED_PING_MS);
    expect(counts).toEqual([2, 6, 2, 6]);
  });
});

describe("the system's program", () => {
  async function withProgram(script: string, work: (file: string) => Promise<void>) {
    const directory = await mkdtemp(join(tmpdir(), "signalbox-"));
    const file = join(directory, "ping");
    try {
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
      await work(file);
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  test("gets its arguments as they are, and an environment in English", () =>
    withProgram('for one in "$@" "$LC_ALL" "$HOME"; do echo "[$one]"; done', async (file) => {
      expect(await systemPing(file)("a;b $(id)", 6, never)).toBe(
        "[-c]\n[6]\n[-w]\n[11]\n[--]\n[a;b $(id)]\n[C]\n[]\n",
      );
    }));

  test("may fail with a summary of those that came back", () =>
    withProgram(`echo '${GOOD.trim()}'; exit 1`, async (file) => {
      expect(leastRtt(await systemPing(file)("b", 2, never))).toBe(12.345);
    }));

  test("may fail, or not be there at all", () =>
    withProgram("exit 2", async (file) => {
      await expect(systemPing(file)("b", 2, never)).rejects.toThrow("no ping of b");
      await expect(systemPing(`${file}-none`)("b", 2, never)).rejects.toThrow("no ping of b");
    }));

  test("is ended when it is no longer wanted", () =>
    withProgram("exec sleep 600", async (file) => {
      const end = new AbortController();
      const pinging = systemPing(file)("b", 2, end.signal);
      end.abort();
      await expect(pinging).rejects.toThrow("no ping of b");
    }));
});
