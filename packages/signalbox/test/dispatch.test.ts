import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import type { ServiceIo } from "@signalbox/config";
import { dispatch, services, tools, type ServiceEntry } from "../src/index.js";

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ranWith: readonly string[] | undefined;
}

async function run(...argv: string[]): Promise<Outcome> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let ranWith: readonly string[] | undefined;
  const entry: ServiceEntry = {
    name: "cache-manager",
    summary: "a service",
    run: (io) => {
      ranWith = io.argv;
      return Promise.resolve(7);
    },
  };
  const io: ServiceIo = {
    argv,
    env: {},
    stdout,
    stderr,
    onSignal: () => () => undefined,
    readFile: () => Promise.reject(new Error("no files here")),
    after: () => () => undefined,
    exitNow: () => undefined,
  };
  const tool: ServiceEntry = { ...entry, name: "route", summary: "a tool" };
  const code = await dispatch(io, { services: [entry], tools: [tool] });
  const text = (stream: PassThrough): string => String(stream.read() ?? "");
  return { code, stdout: text(stdout), stderr: text(stderr), ranWith };
}

describe("dispatch", () => {
  test("hands the rest of the arguments to the service and returns its exit code", async () => {
    const { code, ranWith } = await run("cache-manager", "--set", "a=b", "-d");
    expect(code).toBe(7);
    expect(ranWith).toEqual(["--set", "a=b", "-d"]);
  });

  test("hands the rest of the arguments to a tool as well", async () => {
    expect((await run("route", "explain")).ranWith).toEqual(["explain"]);
  });

  test("an unknown command is wrong usage and the nearest known one is named", async () => {
    const { code, stderr, ranWith } = await run("cache-manger");
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean cache-manager");
    expect(ranWith).toBeUndefined();
  });

  test("no service at all is wrong usage and shows the help on stderr", async () => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: signalbox <service>");
  });

  test.each(["--help", "-h", "help"])("%s shows the services and tools on stdout", async (flag) => {
    const { code, stdout } = await run(flag);
    expect(code).toBe(0);
    expect(stdout).toContain("cache-manager  a service");
    expect(stdout).toContain("route          a tool");
  });

  test("--version prints one line", async () => {
    const { code, stdout } = await run("--version");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^signalbox \d+\.\d+\.\d+\n$/);
  });
});

test("every service and tool has a name that can be typed and a summary", () => {
  for (const service of [...services, ...tools]) {
    expect(service.name).toMatch(/^[a-z][a-z-]*$/);
    expect(service.summary).not.toBe("");
  }
});
