import { describe, expect, test } from "@jest/globals";
import { metrics, OVERLOAD_DOCUMENT } from "../support/documents.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { routeFiles } from "./support/route-files.js";
import { runRoute } from "./support/run-route.js";

cleanUpAfterEach();

const URL_TEXT = "http://cdn.example.net/film.m3u8?x=1";

describe("deciding without a router", () => {
  test("follows the configuration and the metrics of the files", async () => {
    const { routing, idle, busy } = await routeFiles({
      routing: OVERLOAD_DOCUMENT,
      idle: metrics(0.2),
      busy: metrics(9),
    });
    const explain = (file: string, ...more: string[]) => {
      const files = ["--routing", routing, "--metrics", file];
      return runRoute(["explain", "--url", URL_TEXT, ...files, ...more]);
    };
    const calm = await explain(idle);
    expect([calm.code, calm.err]).toEqual([0, ""]);
    expect(calm.out).toMatch(
      /^Decision {2}default_host\nLocation {2}http:\/\/cache-1\/film.m3u8\?x=1\n/,
    );
    expect(calm.out).toMatch(
      /if cpu_load_ok\(\) = 1[^]*cache-1\.hardware_metrics\.cpu_load5 = 0\.2/,
    );
    expect(calm.out).toContain("Seed      0.25\n");
    const loaded = await explain(busy, "--json", "--seed", "0.5");
    expect(JSON.parse(loaded.out)).toMatchObject({
      decision: "host",
      host: "offload_host",
      seed: 0.5,
      steps: [
        { outcome: "chosen" },
        { outcome: "closed", gate: { condition: "cpu_load_ok()", weight: 0 } },
        { outcome: "chosen" },
      ],
    });
  });

  test("a refused request is an answer like any other", async () => {
    const { routing } = await routeFiles({ routing: OVERLOAD_DOCUMENT });
    const { code, out } = await runRoute(["explain", "--url", "//x", "--routing", routing]);
    expect(code).toBe(0);
    expect(out).toContain("Decision  refused (400): request target starts with //");
  });

  test.each<[string, unknown, string]>([
    ["routing.json", '{"a":', ": not JSON: "],
    ["routing.json", "[]", ": the document must be an object"],
    ["routing.json", { rules: [{ type: "fistMatch" }] }, 'unknown rule type "fistMatch"; did you'],
    ["routing.json", overloadWith("cpu_load_ok("), "cpu_load_ok("],
    ["routing.yaml", "a: [\n", "line 2: "],
    ["routing.yml", "entry: x\n", "unknown"],
  ])("%s that holds %j is refused in one line", async (name, content, message) => {
    const paths = await routeFiles({ [name]: content });
    const { code, out, err } = await runRoute([
      ...["explain", "--url", "/", "--routing"],
      paths[name] ?? "",
    ]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^route explain: \/[^\n]*\/routing\.[^\n]*\n$/);
    expect(err).toContain(message);
  });

  test("metrics a router would refuse are refused by name", async () => {
    const { routing, odd } = await routeFiles({
      routing: OVERLOAD_DOCUMENT,
      odd: '{"__proto__": 1}',
    });
    const argv = ["explain", "--url", "/", "--routing", routing, "--metrics", odd];
    const { code, err } = await runRoute(argv);
    expect(code).toBe(2);
    expect(err).toMatch(/^route explain: \/[^\n]*\/odd: [^\n]*__proto__[^\n]*\n$/);
  });
});

function overloadWith(condition: string): unknown {
  const [rule] = OVERLOAD_DOCUMENT.rules;
  const targets = rule?.targets.map((target) => ({ ...target, condition }));
  return { ...OVERLOAD_DOCUMENT, rules: [{ ...rule, targets }] };
}
