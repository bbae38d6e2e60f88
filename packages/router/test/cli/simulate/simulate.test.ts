import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { metrics, OVERLOAD_DOCUMENT } from "../../support/documents.js";
import { cleanUpAfterEach } from "../../support/scratch.js";
import { routeFiles } from "../support/route-files.js";
import { runRoute } from "../support/run-route.js";

cleanUpAfterEach();

const hosts = ["c1", "c2", "c3"].map((name) => ({ name, hostname: name }));
const HOST_GROUPS = [{ name: "edge", type: "host", hosts }];
const names = hosts.map(({ name }) => name);

const logLine = (target: string, method = "GET", ip = "192.0.2.1"): string =>
  `${ip} - - [22/Nov/2026:07:06:00 +0000] "${method} ${target} HTTP/1.1" 302 0 "-" "player"`;

interface Result {
  readonly requests: number;
  readonly no_host: number;
  readonly hosts: readonly {
    host: string;
    requests: number;
    share: number;
    ideal_share?: number;
  }[];
}

async function simulate(routing: unknown, ...more: string[]): Promise<Result> {
  const paths = await routeFiles({ routing });
  const argv = ["simulate", "--routing", paths.routing, "--json", ...more];
  const { code, out, err } = await runRoute(argv);
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Result; // of the command, checked by what the tests expect of it
}

const requestsBy = ({ hosts }: Result): Record<string, number> =>
  Object.fromEntries(hosts.map(({ host, requests }) => [host, requests]));

describe("route simulate", () => {
  test("prints how a log spreads, and what of it went to no host", async () => {
    const log = [
      ...Array.from({ length: 3 }, (_, at) => logLine(`/film${at}`)),
      logLine("/", "OPTIONS"),
      logLine("/", "PUT"),
      logLine("//x"),
      "",
      "junk",
      logLine("/last"),
    ];
    const paths = await routeFiles({
      routing: OVERLOAD_DOCUMENT,
      metrics: metrics(0.2),
      "access.log": log.join("\n"),
    });
    const files = ["--routing", paths.routing, "--metrics", paths.metrics];
    const { code, out, err } = await runRoute(["simulate", ...files, "--log", paths["access.log"]]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      [
        "HOST          REQUESTS     SHARE  IDEAL",
        "default_host         4  100.00 %      -",
        "offload_host         0    0.00 %      -",
        "",
        "7 requests",
        "2 refused (400 or 405)",
        "1 OPTIONS, answered without a host",
        "1 lines that are no requests",
        "",
      ].join("\n"),
    );
  });

  test("spreads contents as consistent hashing does, the same in every run", async () => {
    const routing = {
      entrypoint: "hash",
      rules: [
        { name: "hash", type: "consistentHashing", targets: names.map((target) => ({ target })) },
      ],
      hostGroups: HOST_GROUPS,
    };
    const load = ["--requests", "20000", "--contents", "5000", "--zipf", "0", "--clients", "7"];
    const first = await simulate(routing, ...load);
    expect(await simulate(routing, ...load)).toEqual(first);
    expect(await simulate(routing, ...load, "--seed", "0.5")).not.toEqual(first);
    for (const { share, ideal_share } of first.hosts) {
      expect(ideal_share).toBeCloseTo(1 / 3);
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05);
    }
  });

  test("knows the ideal shares of constant weights, within what reached their group", async () => {
    const weighted = [
      { target: "c1", weight: 300 },
      { target: "c2", weight: 100 },
    ];
    const { hosts: spread } = await simulate(
      {
        entrypoint: "top",
        rules: [
          {
            name: "top",
            type: "split",
            condition: "eq('campaign', 1)",
            onMatch: "c3",
            onMiss: "some",
          },
          { name: "some", type: "weighted", targets: weighted },
        ],
        hostGroups: HOST_GROUPS,
      },
      ...["--requests", "4000"],
    );
    expect(spread).toMatchObject([
      { host: "c1", ideal_share: 0.75 },
      { host: "c2", ideal_share: 0.25 },
      { host: "c3", requests: 0 },
    ]);
    expect(spread[2]).not.toHaveProperty("ideal_share");
    expect(Math.abs((spread[0]?.share ?? 0) - 0.75)).toBeLessThan(0.03);
  });

  test("contents become popular on the way, as they do in a router", async () => {
    const { hosts: spread } = await simulate(
      {
        entrypoint: "popular",
        rules: [
          {
            name: "popular",
            type: "contentPopularity",
            contentPopularityCutoff: 1,
            onPopular: "c1",
            onUnpopular: "c2",
          },
        ],
        hostGroups: HOST_GROUPS,
      },
      ...["--requests", "100", "--contents", "1"],
    );
    expect(spread.map(({ requests }) => requests)).toEqual([99, 1, 0]);
  });

  test("conditions that only the Lua worker can tell are asked for every request", async () => {
    const { log } = await routeFiles({
      log: Array.from({ length: 300 }, (_, at) => logLine(`/v/${at % 10}`)).join("\n"),
    });
    const condition = "string.find(request.path, '[0-4]') ~= nil";
    const result = await simulate(
      {
        entrypoint: "lua",
        rules: [{ name: "lua", type: "split", condition, onMatch: "c1", onMiss: "c2" }],
        hostGroups: HOST_GROUPS,
      },
      ...["--log", log],
    );
    expect(requestsBy(result)).toEqual({ c1: 150, c2: 150, c3: 0 });
  });

  test("requests that find no host count to the whole", async () => {
    const result = await simulate(
      {
        entrypoint: "no",
        rules: [{ name: "no", type: "allow", condition: "never()", onMatch: "c1" }],
        hostGroups: HOST_GROUPS,
      },
      ...["--requests", "10"],
    );
    expect(result).toMatchObject({ requests: 10, no_host: 10 });
    expect(result.hosts[0]).toEqual({ host: "c1", requests: 0, share: 0 });
  });

  test("writes a chart beside the table", async () => {
    const { routing } = await routeFiles({ routing: OVERLOAD_DOCUMENT });
    const svg = join(dirname(routing), "spread.svg");
    const argv = ["simulate", "--routing", routing, "--requests", "3", "--svg"];
    expect((await runRoute([...argv, svg])).code).toBe(0);
    expect(await readFile(svg, "utf8")).toMatch(/^<\?xml [^]*offload_host: 3[^]*<\/svg>\n$/);
    const { code, out, err } = await runRoute([...argv, join(routing, "x.svg")]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^route simulate: .*x\.svg: it cannot be written \(ENOTDIR\)\n$/);
  });

  test("a log that is not there is bad usage", async () => {
    const { routing } = await routeFiles({ routing: OVERLOAD_DOCUMENT });
    const argv = ["simulate", "--routing", routing, "--log", `${routing}.not`];
    const { code, err } = await runRoute(argv);
    expect([code, err]).toEqual([2, `route simulate: ${routing}.not: there is no such file\n`]);
  });
});
