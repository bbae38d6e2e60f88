import { describe, expect, test } from "@jest/globals";
import {
  configTable,
  describeConfig,
  exampleYaml,
  nearestName,
  renderEffectiveConfig,
  SECRET_MASK,
} from "../src/index.js";
import { load, schema } from "./example-schema.js";

describe("the reference table", () => {
  test("has a row for each setting, entries of lists and optional sections included", () => {
    const rows = describeConfig(schema);
    expect(rows.map(({ path }) => path)).toEqual([
      "max_cache_size",
      "worker_timeout",
      "workers",
      "verbose",
      "http_server.host",
      "http_server.port",
      "http_server.namespace_key",
      "http_server.tls.cert_file",
      "http_server.tls.key",
      "log.level",
      "peer_nodes",
      "peer_nodes[].host",
      "peer_nodes[].port",
      "peer_nodes[].secret",
      "labels",
    ]);
    expect(rows[2]).toEqual({
      path: "workers",
      type: "whole number 1 to 64",
      default: "2",
      description: "How many workers.",
    });
  });

  test("is a Markdown table in which no cell can break out", () => {
    const rows = [
      { path: "a", type: "one of x, y", default: "x|y", description: "This | that\nor so." },
    ];
    expect(configTable(rows)).toBe(
      "| Setting | Type | Default | Meaning |\n| --- | --- | --- | --- |\n" +
        "| `a` | one of x, y | `x\\|y` | This \\| that or so. |\n",
    );
  });
});

describe("the example file", () => {
  test("loads to exactly the defaults", async () => {
    const example = await load({ yamlText: exampleYaml(schema) });
    expect(example.value).toEqual((await load()).value);
  });

  test("keeps an optional section as a comment that can be uncommented", () => {
    expect(exampleYaml(schema)).toContain(
      "\n  # tls:\n  #   # Certificate. (text)\n  #   cert_file: cert.pem\n  #\n  #   # Key. (secret text)\n",
    );
  });

  test("names every setting and is the same each time", () => {
    const example = exampleYaml(schema);
    for (const { path } of describeConfig(schema)) {
      expect(example).toContain(path.split(".").at(-1)?.replace("[]", ""));
    }
    expect(exampleYaml(schema)).toBe(example);
  });
});

describe("the effective configuration", () => {
  test("shows each value with its origin and no secret, and loads to the same values but secrets", async () => {
    const loaded = await load({
      yamlText: "peer_nodes: [{host: a, secret: canary}]\nlabels: {b: '1', a: 'true'}",
      env: { SIGNALBOX_CACHE_MANAGER__HTTP_SERVER__NAMESPACE_KEY: "canary" },
      sets: ["workers=5"],
    });
    const text = renderEffectiveConfig(loaded);
    expect(text).not.toContain("canary");
    expect(text).toContain("max_cache_size: 1GB # default\n");
    expect(text).toContain("workers: 5 # --set\n");
    expect(text).toContain(
      `  namespace_key: "${SECRET_MASK}" # environment SIGNALBOX_CACHE_MANAGER__HTTP_SERVER__NAMESPACE_KEY\n`,
    );
    expect(text).toContain('labels:\n  a: "true" # file\n  b: "1" # file\n');

    const again = await load({ yamlText: text.replaceAll(SECRET_MASK, "canary") });
    expect(again.value).toEqual(loaded.value);
  });

  test("a value cannot forge a line or reach the terminal", async () => {
    const host = "x\nworkers: 9 \u001b[31m\u202e\u0085";
    const text = renderEffectiveConfig(await load({ sets: [`http_server.host=${host}`] }));
    expect(text).toContain('host: "x\\nworkers: 9 \\u001b[31m\\u202e\\u0085" # --set\n');
  });
});

describe("near matches", () => {
  test.each([
    ["max_cahce_size", "max_cache_size"],
    ["Max-Cache-Size", "max_cache_size"],
    ["prot", "port"],
    ["xyzzy", undefined],
    ["p".repeat(5000), undefined],
  ])("%s is taken for %s", (given, expected) => {
    expect(nearestName(given, ["port", "max_cache_size", "host"])).toBe(expected);
  });
});
