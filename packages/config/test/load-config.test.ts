import { describe, expect, test } from "@jest/globals";
import { load, problemsOf } from "./example-schema.js";

const env = (name: string, value: string): Record<string, string> => ({
  [`SIGNALBOX_CACHE_MANAGER__${name}`]: value,
});

describe("layers", () => {
  test("nothing given means every default, inside sections too", async () => {
    const { value, origins } = await load();
    expect(value.max_cache_size).toBe("1GB");
    expect(value.http_server).toEqual({ host: "127.0.0.1", port: 8182, namespace_key: "" });
    expect(value.peer_nodes).toEqual([]);
    expect(new Set(origins.values())).toEqual(new Set(["default"]));
  });

  test("defaults give way to the file, the file to the environment, the environment to --set", async () => {
    const yamlText = "worker_timeout: 1s\nworkers: 3\nverbose: true\n";
    const environment = { ...env("WORKERS", "4"), ...env("VERBOSE", "false") };
    const { value, origins } = await load({ yamlText, env: environment, sets: ["verbose=true"] });
    expect([value.worker_timeout, value.workers, value.verbose]).toEqual(["1s", 4, true]);
    expect(origins.get("max_cache_size")).toBe("default");
    expect(origins.get("worker_timeout")).toBe("file");
    expect(origins.get("workers")).toBe("environment SIGNALBOX_CACHE_MANAGER__WORKERS");
    expect(origins.get("verbose")).toBe("--set");
  });

  test("sections are merged, lists replaced", async () => {
    const yamlText = "http_server: {host: h, port: 1}\npeer_nodes: [{host: a}, {host: b}]";
    const { value } = await load({
      yamlText,
      sets: ['http_server={"port": 2}', 'peer_nodes=[{"host": "c"}]'],
    });
    expect(value.http_server).toMatchObject({ host: "h", port: 2 });
    expect(value.peer_nodes).toEqual([{ host: "c", port: 8183, secret: "" }]);
  });

  test("one entry of a list can be set by its index, or added at the end", async () => {
    const { value } = await load({
      yamlText: "peer_nodes: [{host: a}]",
      sets: ["peer_nodes.0.port=9", "peer_nodes.1.host=b"],
    });
    expect(value.peer_nodes.map(({ host, port }) => [host, port])).toEqual([
      ["a", 9],
      ["b", 8183],
    ]);
  });

  test("entries added by the environment are taken by number, not by name", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `PEER_NODES__${index}__HOST`);
    const environment = Object.fromEntries(
      names.flatMap((name) => Object.entries(env(name, name))),
    );
    const { value } = await load({ env: environment });
    expect(value.peer_nodes).toHaveLength(12);
  });

  test("a text setting takes the environment's text as it stands", async () => {
    const { value } = await load({
      env: { ...env("HTTP_SERVER__NAMESPACE_KEY", "0123"), ...env("HTTP_SERVER__HOST", "{x: [") },
      sets: ["labels.site=yes", "log.level=debug"],
    });
    expect(value.http_server).toMatchObject({ namespace_key: "0123", host: "{x: [" });
    expect(value.labels).toEqual({ site: "yes" });
  });

  test("the _FILE form reads the value from a file, without its last line end", async () => {
    const files: Record<string, string> = { "/run/key": "s3cret\n" };
    const { value, origins } = await load({
      env: env("HTTP_SERVER__NAMESPACE_KEY_FILE", "/run/key"),
      readFile: (path) => Promise.resolve(files[path] ?? ""),
    });
    expect(value.http_server.namespace_key).toBe("s3cret");
    expect(origins.get("http_server.namespace_key")).toMatch(/NAMESPACE_KEY_FILE$/);
  });

  test("a setting whose own name ends in _file is not taken for the file form of another", async () => {
    const { value } = await load({ env: env("HTTP_SERVER__TLS__CERT_FILE", "/etc/cert.pem") });
    expect(value.http_server.tls).toEqual({ cert_file: "/etc/cert.pem", key: "" });
  });

  test("an empty value in the file means the default, not nothing", async () => {
    const { value } = await load({ yamlText: "http_server:\nworkers: ~\n" });
    expect(value.http_server.port).toBe(8182);
    expect(value.workers).toBe(2);
  });

  test.each(["", "# nothing but a comment\n", "---\n", "{}"])(
    "the empty document %j is the defaults",
    async (yamlText) => {
      expect((await load({ yamlText })).value.workers).toBe(2);
    },
  );

  test("variables of other services and programs are not looked at", async () => {
    const { value } = await load({ env: { SIGNALBOX_ROUTER__WORKERS: "x", PATH: "/bin" } });
    expect(value.workers).toBe(2);
  });

  test("one default is never shared between two configurations", async () => {
    const first = await load();
    first.value.peer_nodes.push({ host: "x", port: 1, secret: "" });
    expect((await load()).value.peer_nodes).toEqual([]);
  });
});

describe("problems", () => {
  test.each([
    ["max_cahce_size: 1", "unknown setting max_cahce_size; did you mean max_cache_size?"],
    ["Workers: 1", "unknown setting Workers; did you mean workers?"],
    ["http_server: {prot: 1}", "unknown setting http_server.prot; did you mean http_server.port?"],
    ["level: debug", "unknown setting level; did you mean log.level?"],
    [
      "peer_nodes: [{hots: a}]",
      "unknown setting peer_nodes.0.hots; did you mean peer_nodes.0.host?",
    ],
    ["quite_different: 1", "unknown setting quite_different"],
    ["workers: 0", "workers: must be at least 1, got 0"],
    ["workers: 1.5", "workers: must be a whole number, got 1.5"],
    ["workers: .nan", "workers: must be a whole number, got NaN"],
    ["verbose: 1", "verbose: must be true or false, got 1"],
    ["log: {level: trace}", 'log.level: must be one of info, debug, got "trace"'],
    ["http_server: {host: 5}", "http_server.host: must be a text; put it in quotes, got 5"],
    ["worker_timeout: -1", "worker_timeout: must be at least 0, got -1"],
    [
      "worker_timeout: true",
      "worker_timeout: must be a text or a number; put it in quotes, got true",
    ],
    ["http_server: 5", "http_server must be a section of settings"],
    ["[1, 2]", "configuration: the document is not a mapping"],
    ["a: 1\nb: c: d", "configuration: line 2: bad indentation of a mapping entry"],
    ["workers: 1\nworkers: 2", "configuration: line 2: duplicated mapping key"],
    ["__proto__: {polluted: true}", "configuration: the key __proto__ is not allowed"],
    ["labels: {constructor: x}", "configuration: the key constructor is not allowed"],
  ])("%j: %s", async (yamlText, expected) => {
    expect(await problemsOf({ yamlText })).toEqual([expected]);
  });

  test("a wrong duration or size says what would be right", async () => {
    const problems = await problemsOf({ yamlText: "worker_timeout: 30x\nmax_cache_size: huge" });
    expect(problems).toEqual([
      expect.stringMatching(/^max_cache_size: size "huge" is not understood: use .*10MB$/),
      expect.stringMatching(/^worker_timeout: duration "30x" has no known unit: use .*30s/),
    ]);
  });

  test("every problem of every layer is reported at once, the overlays by name", async () => {
    const problems = await problemsOf({
      yamlText: "wrkers: 1\nverbose: maybe",
      env: { ...env("WORKERSS", "1"), ...env("WORKERS", "99") },
      sets: ["nonsense", "log.levle=info", "peer_nodes.3.host=x", "workers.deep=1", "=1"],
    });
    expect(problems).toEqual([
      "environment SIGNALBOX_CACHE_MANAGER__WORKERSS: unknown setting workerss; did you mean workers?",
      "--set: expects path=value",
      "--set: unknown setting log.levle; did you mean log.level?",
      "--set: peer_nodes.3: the list has 0 entries",
      "--set: unknown setting workers.deep",
      "--set: expects path=value",
      "unknown setting wrkers; did you mean workers?",
      "environment SIGNALBOX_CACHE_MANAGER__WORKERS: workers: must be at most 64, got 99",
      'verbose: must be true or false, got "maybe"',
    ]);
  });

  test("a file that cannot be read is a problem, not a crash", async () => {
    const readFile = (): Promise<string> => Promise.reject(new Error("no such file"));
    expect(await problemsOf({ filePath: "x.yaml", readFile })).toEqual([
      "cannot read x.yaml: no such file",
    ]);
  });

  test("rules are asked once everything else is right", async () => {
    const rules = (): string[] => ["workers and verbose contradict each other"];
    expect(await problemsOf({ rules })).toEqual(rules());
    expect(await problemsOf({ rules, yamlText: "workers: 0" })).toEqual([
      "workers: must be at least 1, got 0",
    ]);
  });

  test("an alias bomb is refused, a few aliases are not", async () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? "a0: &a0 [x, x, x, x, x, x, x, x, x]"
        : `a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(", ")}]`,
    );
    expect(await problemsOf({ yamlText: levels.join("\n") })).toContain(
      "configuration: more than 50000 values",
    );
    const { value } = await load({ yamlText: "peer_nodes: [&one {host: a}, *one]" });
    expect(value.peer_nodes).toHaveLength(2);
  });

  test("a document that contains itself, is too deep or too large is refused", async () => {
    expect(await problemsOf({ yamlText: "labels: &me {me: *me}" })).toEqual([
      "configuration: nested deeper than 32 levels",
    ]);
    expect(await problemsOf({ yamlText: "[".repeat(1000) })).toEqual([
      expect.stringMatching(/nesting exceeded/),
    ]);
    expect(await problemsOf({ yamlText: `# ${"x".repeat(1024 * 1024)}` })).toEqual([
      "configuration: 1048578 bytes, limit is 1048576",
    ]);
  });

  test("at most 100 problems are listed", async () => {
    const yamlText = Array.from({ length: 150 }, (_, index) => `zz${index}zz: 1`).join("\n");
    const problems = await problemsOf({ yamlText });
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe("and 50 more");
  });
});

describe("secrets", () => {
  const CANARY = "hunter2canary";

  test.each([
    { yamlText: `http_server: {namespace_key: [${CANARY}]}` },
    { yamlText: `http_server: ${CANARY}` },
    { yamlText: `peer_nodes: [${CANARY}]` },
    { yamlText: `peer_nodes: ${CANARY}` },
    { yamlText: `http_server: {namespace_key: *${CANARY}}` },
    { yamlText: `http_server: {namespace_key: !${CANARY} x}` },
    { yamlText: `http_server: {namespace_key: "${CANARY}` },
    { sets: [`http_server=["${CANARY}"]`] },
    { env: env("HTTP_SERVER", CANARY) },
    { env: env("PEER_NODES", `{"secret": "${CANARY}"`) },
  ])("a misplaced or misspelt secret is not repeated in the problem: %j", async (options) => {
    const problems = await problemsOf(options);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join("\n")).not.toContain(CANARY);
  });

  test("a secret given by --set earns a warning that does not repeat it", async () => {
    const { warnings } = await load({ sets: [`http_server.namespace_key=${CANARY}`] });
    expect(warnings).toEqual([
      "--set http_server.namespace_key: a secret on the command line is visible to every local user",
    ]);
  });
});
