import { describe, expect, test } from "@jest/globals";
import { runRoute } from "./support/run-route.js";

describe("the command line", () => {
  test.each([["--help"], ["-h"], ["help"]])("%s lists the commands on stdout", async (flag) => {
    const { code, out } = await runRoute([flag]);
    expect(code).toBe(0);
    expect(out).toMatch(/explain[^]*test[^]*simulate[^]*Exit codes: 0 done, 1 failed, 2/);
  });

  test("no command at all is wrong usage and shows the help on stderr", async () => {
    const { code, out, err } = await runRoute([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: signalbox route <command>");
  });

  test("an unknown command names the nearest known one", async () => {
    const { code, err } = await runRoute(["simulat"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "route: unknown command simulat; did you mean simulate?; known: explain, test, simulate\n",
    );
  });

  test.each([["explain"], ["test"], ["simulate"]])(
    "%s --help shows its options and exit codes, whatever else is wrong",
    async (name) => {
      const { code, out } = await runRoute([name, "--help"]);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: signalbox route ${name} [options]`);
      expect(out).toMatch(/Exit code: 0 [^]*2 wrong command line/);
    },
  );

  test.each([
    [["explain", "--ulr", "x"], "unknown option --ulr; did you mean --url?"],
    [["explain", "--json=1"], "--json takes no value"],
    [["explain"], "--url is missing"],
    [["explain", "--url"], "--url needs a value: URL"],
    [["explain", "--url", "--json"], "--url needs a value: URL"],
    [["explain", "--url", "ftp://a/"], "--url: expected http(s)://host/path or /path"],
    [["explain", "--url", "/", "--ip", "1.2.3"], "--ip: not an address: 1.2.3"],
    [["explain", "--url", "/", "--header", "a"], "--header: expected 'Name: value', not a"],
    [["explain", "--url", "/", "--method", "G T"], "--method: expected a word"],
    [["explain", "--url", "/", "--seed", "1"], "--seed must be below 1"],
    [["explain", "--url", "/", "--metrics", "m"], "--metrics needs --routing"],
    [["explain", "--url", "/", "--router", "http://a"], "--router: expected https://host:port"],
    [["explain", "--url", "/", "--router", "https://u@a"], "--router takes scheme, host and port"],
    [
      ["explain", "--url", "/", "--routing", "r", "--ca", "c"],
      "--ca and --routing do not go together",
    ],
    [["explain", "--url", "/", "extra"], "unexpected argument extra"],
    [["test"], "<FILE> is missing"],
    [["test", "a", "b"], "unexpected argument b"],
    [["simulate", "--requests", "5"], "--routing is missing"],
    [["simulate", "--routing", "r"], "give one of --log and --requests"],
    [["simulate", "--routing", "r", "--log", "l", "--requests", "5"], "give one of --log"],
    [["simulate", "--routing", "r", "--log", "l", "--zipf", "1"], "--zipf and --log do not go"],
    [["simulate", "--routing", "r", "--requests", "0"], "--requests 0 is too small, minimum is 1"],
    [["simulate", "--routing", "r", "--requests", "1e3"], "--requests: not a whole number: 1e3"],
    [["simulate", "--routing", "r", "--requests", "5", "--clients", "99999999"], "maximum is"],
  ])("%j is refused in one line: %s", async (argv, message) => {
    const { code, out, err } = await runRoute(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^route [a-z]+: .*\n$/);
    expect(err).toContain(message);
  });

  test("what was typed cannot steer the terminal through an error", async () => {
    const { err } = await runRoute(["test", "a\u001b[31m\n\u202eb"]);
    expect(err).toBe("route test: a\\u001b[31m\\u000a\\u202eb: there is no such file\n");
  });
});
