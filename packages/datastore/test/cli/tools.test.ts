import { describe, expect, test } from "@jest/globals";
import { runningSites } from "../fake-site/a-fake-site.js";
import { runTool, startTool } from "./run-tool.js";

const SITE = { nodes: 3, interfacesPerNode: 2, eventsPerObject: 2, links: 1, slivers: 1 };

async function aSite(): Promise<{ url: string; aggregateUrl: string }> {
  const { sites } = await runningSites([SITE]);
  const [site] = sites;
  if (site === undefined) throw new Error("no site");
  return site;
}

const nodeQuery = (url: string): string => {
  const toUs = Date.now() * 1000;
  const ts = `{"gte":${toUs - 600_000_000},"lte":${toUs}}`;
  return `${url}/data/?q={"filters":{"eventType":["ops_monitoring:cpu_util"],"ts":${ts},"obj":{"type":"node","id":["*"]}}}`;
};

describe("get", () => {
  test("prints an object for people and for programs", async () => {
    const { aggregateUrl } = await aSite();
    const shown = await runTool("get", aggregateUrl);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^aggregate site-1\n/);
    expect(shown.stdout).toContain("  resources (4)\n");
    const { object, notes } = JSON.parse((await runTool("get", aggregateUrl, "--json")).stdout) as {
      object: unknown; // As printed.
      notes: unknown;
    };
    expect(object).toMatchObject({ id: "site-1", operational_status: "development" });
    expect(notes).toEqual([]);
  });

  test("prints points", async () => {
    const { url } = await aSite();
    const { code, stdout } = await runTool("get", nodeQuery(url));
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(4);
    expect(stdout).toContain("percent");
  });

  test("fails in one line when nothing is there, or nobody", async () => {
    const { url } = await aSite();
    expect(await runTool("get", `${url}/info/node/zz`)).toEqual({
      code: 1,
      stdout: "",
      stderr: "datastore get: node not found: zz\n",
    });
    const { code, stderr } = await runTool("get", "http://127.0.0.1:1/info/node/zz");
    expect(code).toBe(1);
    expect(stderr).toBe("datastore get: GET http://127.0.0.1:1/info/node/zz: connection refused\n");
  });
});

describe("crawl", () => {
  const COUNTS = "aggregate      1\nnode           3\nlink           1\nsliver         1\n";

  test("prints a tree, counts and costs, alike at once and one by one", async () => {
    const { aggregateUrl } = await aSite();
    const atOnce = await runTool("crawl", aggregateUrl);
    expect(atOnce.code).toBe(0);
    expect(atOnce.stdout).toContain(
      "\n  node site-1.example.net_node_pc1\n    interface site-1.example.net_interface_pc1:eth0\n",
    );
    expect(atOnce.stdout).toContain(COUNTS);
    expect(atOnce.stdout).toContain("14 objects, 0 problems, 1 requests");
    const oneByOne = await runTool("crawl", aggregateUrl, "--one-by-one");
    expect(oneByOne.stdout).toContain("14 objects, 0 problems, 14 requests");
    const treeOf = (text: string): string[] =>
      text
        .split("\n")
        .filter((line) => line.includes("site-1"))
        .sort();
    expect(treeOf(oneByOne.stdout)).toEqual(treeOf(atOnce.stdout));
  });

  test("tells what could not be read, and fails", async () => {
    const { sites } = await runningSites([SITE], {
      interfere: (target) => {
        if (target.includes("depth=all")) return { kind: "reply", status: 500, body: "no" };
        return target.includes("pc2") && target.includes("/node/") ? { kind: "cut" } : undefined;
      },
    });
    const { code, stderr } = await runTool("crawl", sites[0]?.aggregateUrl ?? "");
    expect(code).toBe(1);
    expect(stderr).toContain("answered 500");
    const one = await runTool("crawl", sites[0]?.aggregateUrl ?? "", "--one-by-one", "--counts");
    expect(one.code).toBe(1);
    expect(one.stdout).toContain("! failed: node site-1.example.net_node_pc2");
  });

  test("asks every store of an opsconfig, or walks over each", async () => {
    const { opsconfigUrl } = await runningSites(
      [
        { id: "a", ...SITE },
        { id: "b", ...SITE },
      ],
      {
        interfere: (_target, { id }) =>
          id === "b" ? { kind: "reply", status: 503, body: "" } : undefined,
      },
    );
    const roots = await runTool("crawl", opsconfigUrl);
    expect(roots.code).toBe(1);
    expect(roots.stdout).toContain("1 of 2 stores answered");
    expect(roots.stdout).toMatch(/^ok {6}aggregate {2}a /m);
    expect(roots.stdout).toMatch(/^failed {2}aggregate {2}b /m);
    const whole = await runTool("crawl", opsconfigUrl, "--whole", "--json");
    const outcomes = JSON.parse(whole.stdout) as { text: string }[]; // As printed.
    expect(outcomes[0]).toMatchObject({ id: "a", outcome: "ok", text: "14 objects, 0 problems" });
  });
});

describe("fake-site", () => {
  test("plays stores until a signal ends it", async () => {
    const tool = startTool(["fake-site", "--aggregates", "2", "--nodes", "2"]);
    const [opsconfigUrl = "", ...urls] = await tool.printed(3);
    expect(urls).toHaveLength(2);
    expect((await runTool("crawl", opsconfigUrl)).stdout).toContain("2 of 2 stores answered");
    tool.signal("SIGTERM");
    expect((await tool.ended).code).toBe(0);
  });
});

describe("validate", () => {
  test("finds nothing wrong with a store of ours, its data included", async () => {
    const { aggregateUrl, url } = await aSite();
    const followed = await runTool("validate", aggregateUrl, "--follow", "--data", "600");
    expect(followed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^14 objects, 1\d\d points: 0 problems, 0 notes\n$/),
    });
    const data = await runTool("validate", nodeQuery(url));
    expect(data).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 objects, [23]\d points: 0 problems/),
    });
  });
});
