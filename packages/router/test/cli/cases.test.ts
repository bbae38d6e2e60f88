import { describe, expect, test } from "@jest/globals";
import { metrics, OVERLOAD_DOCUMENT } from "../support/documents.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { routeFiles } from "./support/route-files.js";
import { runRoute } from "./support/run-route.js";

cleanUpAfterEach();

const URL_TEXT = "http://cdn.example.net/film.m3u8";

async function runCases(cases: unknown, more: Record<string, unknown> = {}) {
  const files = {
    "routing.json": OVERLOAD_DOCUMENT,
    "cases.json": { routing: "routing.json", metrics: metrics(0.2), cases, ...more },
  };
  const paths = await routeFiles(files);
  return runRoute(["test", paths["cases.json"]]);
}

describe("route test", () => {
  test("passes each case whose host and location are as expected, and says why", async () => {
    const { code, out, err } = await runCases([
      { name: "idle", url: URL_TEXT, expect: "default_host", location: "http://cache-1/film.m3u8" },
      { url: URL_TEXT, metrics: metrics(9), expect: ["a", "offload_host"] },
      { url: URL_TEXT, metrics: { "cache-1": null }, expect: "offload_host" },
      { name: "spoofed", url: "/", headers: { "X-Forwarded-For": "192.0.2.1" }, expect: null },
    ]);
    expect([code, err]).toEqual([0, ""]);
    const leaf = "dont_overload_cache.default_host: cpu_load_ok()";
    expect(out.split("\n")).toEqual([
      `ok      idle: default_host (${leaf} is 1)`,
      `ok      ${URL_TEXT}: offload_host (${leaf} is 0)`,
      `ok      ${URL_TEXT}: offload_host (${leaf} is 0)`,
      expect.stringMatching(/^ok {6}spoofed: dropped without an answer: X-Forwarded-For from 127/),
      "4 cases, 0 failed",
      "",
    ]);
  });

  test("fails each case that goes elsewhere, and goes on with the next", async () => {
    const { code, out } = await runCases([
      { name: "host", url: URL_TEXT, expect: "offload_host" },
      { name: "none", url: URL_TEXT, expect: null },
      { name: "place", url: URL_TEXT, expect: "default_host", location: "http://cache-2/" },
      { name: "nobody", url: "//x", expect: ["default_host", "offload_host"] },
      { name: "right", url: URL_TEXT, expect: "default_host" },
    ]);
    expect(code).toBe(1);
    expect(out.split("\n").map((line) => line.replace(/ \(dont.*/, ""))).toEqual([
      "FAILED  host: expected offload_host, got default_host",
      "FAILED  none: expected no host, got default_host",
      "FAILED  place: expected location http://cache-2/, got http://cache-1/film.m3u8",
      "FAILED  nobody: expected default_host or offload_host, got refused (400): request target starts with //, which names a host",
      "ok      right: default_host",
      "5 cases, 4 failed",
      "",
    ]);
  });

  test("nothing is remembered from one case to the next, damped health and alarms included", async () => {
    const [group] = OVERLOAD_DOCUMENT.hostGroups;
    const hosts = ["cache-1", "cache-2"].map((name) => ({
      name,
      hostname: name,
      healthChecks: ["cpu_load_ok()"],
    }));
    const routing = {
      entrypoint: "all",
      rules: [
        { name: "all", type: "firstMatch", targets: hosts.map(({ name }) => ({ onMatch: name })) },
      ],
      hostGroups: [{ ...group, hosts }],
      settings: { health: { rise: 5, fall: 5, panicThreshold: 0.5 } },
    };
    const load = (one: number, two: number) => ({
      "cache-1": { hardware_metrics: { cpu_load5: one, n_cpus: 1 } },
      "cache-2": { hardware_metrics: { cpu_load5: two, n_cpus: 1 } },
    });
    const { code, out } = await runCases(
      [
        { url: "/1", expect: "cache-1" },
        { url: "/2", metrics: load(9, 0.1), expect: "cache-2" },
        { url: "/3", expect: "cache-1" },
        { url: "/4", metrics: { "cache-1": null, "cache-2": null }, expect: "cache-1" },
        { url: "/5", metrics: load(9, 9), expect: null },
      ],
      { routing, metrics: load(0.1, 0.1) },
    );
    expect(out).toContain("5 cases, 0 failed");
    expect(code).toBe(0);
  });

  test("random choices are the same in every run, and others with another seed", async () => {
    const hosts = Array.from({ length: 50 }, (_, at) => ({ name: `c${at}`, hostname: `c${at}` }));
    const routing = {
      entrypoint: "any",
      rules: [{ name: "any", type: "random", targets: hosts.map(({ name }) => name) }],
      hostGroups: [{ name: "g", type: "host", hosts }],
    };
    const cases = [
      { url: "/a", expect: "x" },
      { url: "/a", seed: 0.5, expect: "x" },
    ];
    const paths = await routeFiles({ "cases.json": { routing, cases } });
    const run = async (...more: string[]) =>
      [...(await runRoute(["test", paths["cases.json"], ...more])).out.matchAll(/got (\w+)/g)].map(
        ([, host]) => host,
      );
    const [first, seeded] = await run();
    expect(first).not.toBe(seeded);
    expect(await run()).toEqual([first, seeded]);
    expect(await run("--seed", "0.5")).toEqual([seeded, seeded]);
  });

  test("reads YAML, and a configuration in the file itself", async () => {
    const yaml = [
      `routing: ${JSON.stringify(OVERLOAD_DOCUMENT)}`,
      "metrics: { cache-1: { hardware_metrics: { cpu_load5: 9, n_cpus: 1 } } }",
      "cases:",
      "  - { name: busy, url: /film, expect: offload_host }",
      "  - name: nobody asked",
      "    url: /film",
      "    method: PUT",
      "    headers: { Accept: [a, b] }",
      "    expect: ~",
    ];
    const paths = await routeFiles({ "cases.yaml": yaml.join("\n") });
    const { code, out } = await runRoute(["test", paths["cases.yaml"]]);
    expect(out).toContain("2 cases, 0 failed");
    expect(out).toContain("ok      nobody asked: refused (405): method is not allowed\n");
    expect(code).toBe(0);
  });

  test.each<[unknown, string]>([
    [[], "cases"],
    [[{ expect: "a" }], "url"],
    [[{ url: "/" }], "expect"],
    [[{ url: "/", expect: 1 }], "expect"],
    [[{ url: "/", expect: "" }], "expect"],
    [[{ url: "/", expect: [] }], "expect"],
    [[{ url: "/", expct: "a", expect: "a" }], "did you mean"],
    [[{ url: "/", expect: "a", headers: { a: 1 } }], "headers"],
    [[{ url: "/", expect: "a", seed: 1 }], "seed"],
    [[{ url: "ftp://a", expect: "a" }], "cases[0]: url must begin with"],
    [[{ url: "/", expect: "a", metrics: { a: { constructor: 1 } } }], "metrics of cases[0]: "],
  ])("cases %j make a bad file: %s", async (cases, message) => {
    const { code, err } = await runCases(cases);
    expect(code).toBe(2);
    expect(err).toMatch(/^route test: [^\n]*\n$/);
    expect(err).toContain(message);
  });

  test("a routing file that is missing is named with its folder", async () => {
    const { code, err } = await runCases([{ url: "/", expect: null }], { routing: "not.json" });
    expect(code).toBe(2);
    expect(err).toMatch(/^route test: \/.*\/not\.json: there is no such file\n$/);
  });

  test("a name cannot forge a line", async () => {
    const { out } = await runCases([
      { name: "x\nok      y\u001b[1A", url: URL_TEXT, expect: "default_host" },
    ]);
    expect(out).toContain("ok      x\\u000aok      y\\u001b[1A: default_host");
    expect(out.split("\n")).toHaveLength(3);
  });

  test("what is odd about the configuration is said on stderr once", async () => {
    const paths = await routeFiles({
      "cases.json": {
        routing: {},
        cases: [
          { url: "/", expect: null },
          { url: "/", expect: null },
        ],
      },
    });
    const { code, err } = await runRoute(["test", paths["cases.json"]]);
    expect(code).toBe(0);
    expect(err).toMatch(/^route test: warning: Routing configuration: entrypoint: [^\n]*\n$/);
  });
});
