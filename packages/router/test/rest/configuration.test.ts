import { describe, expect, test } from "@jest/globals";
import { configurationHandlers } from "../../src/rest/configuration-routes.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi, FACTS, FakeCore, ROUTING } from "./support/a-rest-api.js";

cleanUpAfterEach();

type Raw = Record<string, unknown> & { hosts: { id: string; hostname: string }[] };

describe("the services.routing document", () => {
  test("is shown as it was sent, and replaced as a whole", async () => {
    const { ask } = await aRestApi();
    expect((await ask("GET", "/v1/config")).value).toEqual(ROUTING);
    const next = { ...ROUTING, entrypoint: "" };
    const put = await ask("PUT", "/v1/config", { body: next });
    expect([put.status, put.text]).toEqual([204, ""]);
    expect((await ask("GET", "/v1/config")).value).toEqual(next);
  });

  test("that has problems is refused with all of them, and the old one stays", async () => {
    const { ask } = await aRestApi();
    const body = { ...ROUTING, entrypoint: "nothing", hostGroup: [] };
    const { status, value } = await ask("PUT", "/v1/config", { body });
    expect([status, value]).toEqual([400, expect.stringMatching(/^routing configuration refused/)]);
    expect((await ask("GET", "/v1/config")).value).toEqual(ROUTING);
  });

  test.each(["[]", '"a"', "{", ""])("cannot be %j", async (body) => {
    const { ask } = await aRestApi();
    expect((await ask("PUT", "/v1/config", { body })).status).toBe(400);
  });

  test("above the limit is 413", async () => {
    const { ask } = await aRestApi();
    const body = { ...ROUTING, accounts: "x".repeat(10_000) };
    expect((await ask("PUT", "/v1/config", { body })).status).toBe(413);
  });
});

describe("the raw configuration", () => {
  test("shows what routes and what the process was started with", async () => {
    const { ask } = await aRestApi();
    const { value } = await ask("GET", "/v2/configuration");
    expect(value).toMatchObject({
      id: "router-1",
      version: "v2",
      image_tag: "0.1.0",
      rest_api_server: { enable: true, port: 5001 },
      content_server: { http_enable: true, http_port: 80, https_enable: false, https_port: 443 },
      tuning: { general: { timestampedSelectionInputTimeoutSeconds: 15 } },
      routing: { id: "all" },
      cdns: [{ id: "edge" }],
      hosts: [{ id: "cache-1" }, { id: "cache-2" }],
    });
  });

  test("can be sent back as it was read", async () => {
    const { ask } = await aRestApi();
    const before = (await ask("GET", "/v2/configuration")).value as Raw;
    expect((await ask("PUT", "/v2/configuration", { body: before })).status).toBe(204);
    expect((await ask("GET", "/v2/configuration")).value).toEqual(before);
    expect((await ask("GET", "/v1/config")).status).toBe(404);
  });

  test("keeps the keys that a PUT does not name, also those without an effect", async () => {
    const { ask } = await aRestApi();
    const before = (await ask("GET", "/v2/configuration")).value as Raw;
    const hosts = before.hosts.map((host) => ({ ...host, hostname: `new-${host.hostname}` }));
    expect((await ask("PUT", "/v2/configuration", { body: { hosts, extra: [1] } })).status).toBe(
      204,
    );
    const tuning = { general: { timestampedSelectionInputTimeoutSeconds: 30 } };
    expect((await ask("PUT", "/v2/configuration", { body: { tuning } })).status).toBe(204);
    const after = (await ask("GET", "/v2/configuration")).value as Raw;
    expect(after.hosts.map(({ hostname }) => hostname)).toEqual([
      "new-cache-1.example.net",
      "new-cache-2.example.net",
    ]);
    expect(after).toMatchObject({ extra: [1], tuning, routing: before["routing"] });
  });

  test("is refused with the place of what is wrong, and the old one stays", async () => {
    const { ask } = await aRestApi();
    const before = (await ask("GET", "/v2/configuration")).text;
    const { status, value } = await ask("PUT", "/v2/configuration", {
      body: { hosts: [{ id: 1 }] },
    });
    expect([status, value]).toEqual([400, expect.stringMatching(/hosts/)]);
    expect((await ask("GET", "/v2/configuration")).text).toBe(before);
  });

  test("does not change what the process was started with", async () => {
    const { ask } = await aRestApi();
    const body = { rest_api_server: { enable: true, port: 5002 } };
    const { status, value } = await ask("PUT", "/v2/configuration", { body });
    expect(status).toBe(400);
    expect(value).toMatch(/^rest_api_server cannot be changed here/);
  });

  test("is checked without being applied", async () => {
    const { ask } = await aRestApi();
    const check = async (body: object) =>
      (await ask("PUT", "/v2/validate_configuration", { body })).status;
    expect(await check({ hosts: [], cdns: [] })).toBe(400);
    expect(await check({ tuning: { general: {} } })).toBe(204);
    expect(await check({ routing: "no" })).toBe(400);
    expect((await ask("GET", "/v1/config")).value).toEqual(ROUTING);
  });

  test("two parts that are sent at once are both in force", async () => {
    const core = new FakeCore();
    const handlers = configurationHandlers({ core, facts: FACTS, maxBodyBytes: 1_000 });
    const put = async (body: string) =>
      handlers["PUT /v2/configuration"]({
        method: "PUT",
        segments: [],
        parameters: new Map(),
        body: Buffer.from(body),
        peerAddress: undefined,
        prefers: ([first]) => first,
      });
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    core.beforeApply = () => held;
    const both = [put('{"one":1}'), put('{"two":2}')];
    goOn();
    await Promise.all(both);
    expect(core.configuration.document).toMatchObject({ one: 1, two: 2 });
  });

  test("so many changes wait and no more", async () => {
    const { ask, core } = await aRestApi();
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    core.beforeApply = () => held;
    const answers = Array.from({ length: 18 }, async () => {
      const answer = await ask("PUT", "/v1/config", { body: ROUTING });
      // The one too many is the only one answered before the first is applied.
      goOn();
      return answer;
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(17).fill(204), 503]);
  });
});
