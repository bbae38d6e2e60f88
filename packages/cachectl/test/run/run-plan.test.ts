import { describe, expect, test } from "@jest/globals";
import { UsageError } from "@signalbox/command-line";
import { readRunRequest, type RunPlan } from "../../src/run/run-plan.js";

const around = { env: { REGION: "eu" }, cwd: "/here" };
const request = (...argv: string[]) => readRunRequest(argv, around);

function plan(...argv: string[]): RunPlan {
  const read = request(...argv);
  if (read.kind !== "run") throw new Error(`expected a run, got ${read.kind}`);
  return read.plan;
}

describe("readRunRequest", () => {
  test("the documented defaults", () => {
    expect(plan("--", "check", "-H", "h")).toMatchObject({
      command: "check",
      args: ["-H", "h"],
      policy: { cacheExit: new Set([0, 1, 2]), ttlS: 300, staleS: 0, failTtlS: 30 },
      timeoutS: 55,
      maxOutputBytes: 8 * 1024 * 1024,
      isAgeShown: false,
    });
  });

  test("options behind -- belong to the command", () => {
    expect(plan("--", "check", "--ttl", "nonsense", "--", "--help").args).toEqual([
      "--ttl",
      "nonsense",
      "--",
      "--help",
    ]);
  });

  test("the key depends on the arguments, the chosen variables and, if asked, the directory", () => {
    const keys = [
      plan("--", "check", "a").key,
      plan("--", "check", "b").key,
      plan("--key-env", "REGION", "--", "check", "a").key,
      plan("--key-env", "OTHER", "--", "check", "a").key,
      plan("--key-cwd", "--", "check", "a").key,
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(plan("--ttl", "5", "--timeout", "9", "--", "check", "a").key).toBe(keys[0]);
  });

  test("--print-key gives the key of the very run", () => {
    expect(request("--print-key", "--", "check", "a")).toEqual({
      kind: "print key",
      key: plan("--", "check", "a").key,
    });
  });

  test.each([
    [["check"]],
    [[]],
    [["--"]],
    [["--", ""]],
    [["--ttl", "0", "--", "x"]],
    [["--cache-exit", "0,256", "--", "x"]],
    [["--cache-exit", "", "--", "x"]],
    [["--cache-exit", "0,,1", "--", "x"]],
    [["--timeout", "0.5", "--", "x"]],
    [["--max-output", "10", "--", "x"]],
    [["--key", "", "--", "x"]],
    [["--key", "k".repeat(1025), "--", "x"]],
    [["--json", "--", "x"]],
  ])("%j is refused", (argv) => {
    expect(() => request(...argv)).toThrow(UsageError);
  });
});
