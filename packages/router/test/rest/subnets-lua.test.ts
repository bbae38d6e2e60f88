import { describe, expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi } from "./support/a-rest-api.js";

cleanUpAfterEach();

describe("subnets", () => {
  const SUBNETS = { "10.0.0.0/8": "ten", "192.0.2.0/24": "office", "192.0.2.128/25": "office" };

  test("are set, shown and removed", async () => {
    const { ask } = await aRestApi();
    const put = await ask("PUT", "/v1/subnets", { body: SUBNETS });
    expect([put.status, put.value]).toEqual([200, SUBNETS]);
    expect((await ask("GET", "/v1/subnets")).value).toEqual(SUBNETS);
    expect((await ask("DELETE", "/v1/subnets")).status).toBe(204);
    expect((await ask("GET", "/v1/subnets")).value).toEqual({});
  });

  test("are found by the start of the CIDR, its slash escaped or not, and by name", async () => {
    const { ask, core } = await aRestApi();
    core.subnets.put(SUBNETS);
    for (const path of ["byKey/10.0.0.0/8", "byKey/10.0.0.0%2F8", "byKey/10", "byValue/ten"]) {
      expect((await ask("GET", `/v1/subnets/${path}`)).value).toEqual({ "10.0.0.0/8": "ten" });
    }
    expect((await ask("GET", "/v1/subnets/byValue/home")).value).toEqual({});
    expect((await ask("DELETE", "/v1/subnets/byValue/office")).status).toBe(204);
    expect((await ask("DELETE", "/v1/subnets/byValue/office")).status).toBe(404);
    expect(core.subnets.all()).toEqual({ "10.0.0.0/8": "ten" });
  });

  test("are not all removed by a path that ends too early", async () => {
    const { ask, core } = await aRestApi();
    core.subnets.put(SUBNETS);
    for (const path of ["byKey", "byKey/", "byValue"]) {
      expect((await ask("DELETE", `/v1/subnets/${path}`)).status).toBe(400);
    }
    expect(core.subnets.size).toBe(3);
  });

  test("that come in two lists at once are entered one list after the other", async () => {
    const { ask, core } = await aRestApi();
    const [first, second] = await Promise.all([
      ask("PUT", "/v1/subnets", { body: { "10.0.0.0/8": "one", "11.0.0.0/8": "one" } }),
      ask("PUT", "/v1/subnets", { body: { "10.0.0.0/8": "two", "12.0.0.0/8": "two" } }),
    ]);
    expect([first.status, second.status]).toEqual([200, 200]);
    const names = Object.values(core.subnets.all());
    expect(names.toSorted()).toEqual(expect.arrayContaining(["one", "two"]));
    expect(names).toHaveLength(3);
  });

  test("are changed by one at a time, and too many who wait are sent away", async () => {
    let save = () => {};
    const saved = new Promise<void>((resolve) => (save = resolve));
    const { ask } = await aRestApi({ options: { onSubnetsChanged: () => saved } });
    const put = (name: number) =>
      ask("PUT", "/v1/subnets", { body: { "10.0.0.0/8": `name ${name}` } });
    const refused: string[] = [];
    const puts = Array.from({ length: 20 }, async (_, at) => {
      const { status, value } = await put(at);
      if (status !== 200 && refused.push(`${status} ${String(value)}`) === 3) save();
      return status;
    });
    const statuses = await Promise.all(puts);
    expect(new Set(refused)).toEqual(new Set(["503 16 changes are waiting for their turn"]));
    expect(statuses.filter((status) => status === 200)).toHaveLength(17);
  });

  test("are refused whole with a bad CIDR or too many of them", async () => {
    const { ask, core } = await aRestApi();
    const bad = await ask("PUT", "/v1/subnets", {
      body: { "10.0.0.0/8": "a", "10.0.0.0/33": "b" },
    });
    expect([bad.status, bad.value]).toEqual([400, expect.stringMatching(/10\.0\.0\.0\/33/)]);
    const body = { ...SUBNETS, "172.16.0.0/12": "d" };
    expect((await ask("PUT", "/v1/subnets", { body })).value).toMatch(/limit is 3/);
    expect(core.subnets.size).toBe(0);
  });

  test("are kept before a change is answered, and only then", async () => {
    const saved: string[] = [];
    const { ask, core } = await aRestApi({
      options: {
        onSubnetsChanged: () => {
          saved.push(JSON.stringify(core.subnets.all()));
          return Promise.resolve();
        },
      },
    });
    await ask("PUT", "/v1/subnets", { body: { "10.0.0.0/8": "ten" } });
    await ask("PUT", "/v1/subnets", { body: { x: "bad" } });
    await ask("DELETE", "/v1/subnets/byKey/192");
    await ask("DELETE", "/v1/subnets/byKey/10");
    await ask("DELETE", "/v1/subnets");
    expect(saved).toEqual(['{"10.0.0.0/8":"ten"}', "{}", "{}"]);
  });
});

describe("Lua files", () => {
  test("are uploaded, replaced, read, listed and removed", async () => {
    const { ask } = await aRestApi();
    const put = async (path: string, body: string) => {
      const headers = { "Content-Type": "application/x-lua" };
      return (await ask("PUT", `/v1/lua/${path}`, { body, headers })).status;
    };
    expect(await put("cdn/a.lua", "-- é")).toBe(201);
    expect(await put("cdn/a.lua", "-- ü")).toBe(204);
    expect(await put("debug/b.lua", "--")).toBe(201);
    const shown = await ask("GET", "/v1/lua/cdn/a.lua");
    expect([shown.text, shown.headers.get("content-type")]).toEqual([
      "-- ü",
      "application/x-lua; charset=utf-8",
    ]);
    expect((await ask("GET", "/v1/lua")).value).toEqual(["cdn/a.lua", "debug/b.lua"]);
    expect((await ask("GET", "/v1/lua/debug")).value).toEqual(["debug/b.lua"]);
    expect((await ask("DELETE", "/v1/lua/cdn/a.lua")).status).toBe(204);
    expect((await ask("GET", "/v1/lua/cdn/a.lua")).status).toBe(404);
    expect((await ask("DELETE", "/v1/lua/cdn/a.lua")).status).toBe(404);
    expect((await ask("GET", "/v1/lua/cdn")).status).toBe(404);
  });

  test("that do not compile are refused with the compiler's words", async () => {
    const { ask, core } = await aRestApi();
    const { status, value } = await ask("PUT", "/v1/lua/a.lua", { body: "syntax error" });
    expect([status, value]).toEqual([400, "a.lua:1: unexpected symbol"]);
    expect(core.lua.files.size).toBe(0);
  });

  test.each(["a", "a%2Fb.lua", "a%00.lua", "a%20b.lua", "a//b.lua", ".../a.lua"])(
    "cannot be called %s",
    async (path) => {
      const { ask, core } = await aRestApi();
      expect((await ask("PUT", `/v1/lua/x/${path}`, { body: "" })).status).toBe(400);
      expect(core.lua.files.size).toBe(0);
    },
  );

  test("above the limit are 413", async () => {
    const { ask } = await aRestApi();
    expect((await ask("PUT", "/v1/lua/a.lua", { body: "x".repeat(101) })).status).toBe(413);
    expect((await ask("PUT", "/v1/lua/debug", { body: "x".repeat(101) })).status).toBe(413);
  });

  test("are tried out without being kept", async () => {
    const { ask, core } = await aRestApi();
    expect((await ask("PUT", "/v1/lua/debug", { body: "return 1" })).value).toEqual({ result: 8 });
    expect(core.lua.files.size).toBe(0);
  });
});
