import { describe, expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi } from "./support/a-rest-api.js";

cleanUpAfterEach();

const TREE = { maintenance: { "cache-1": 0, "cache-2": 1 }, list: [1] };

describe.each(["v1", "v2"])("%s", (version) => {
  const root = `/${version}/selection_input`;

  test("GET shows the value at a path, and the empty root as {}", async () => {
    const { ask, core } = await aRestApi();
    expect(await ask("GET", root)).toMatchObject({ status: 200, text: "{}" });
    core.input.plain.replace([], TREE);
    expect((await ask("GET", root)).value).toEqual(TREE);
    expect((await ask("GET", `${root}/`)).value).toEqual(TREE);
    expect((await ask("GET", `${root}/maintenance`)).value).toEqual(TREE.maintenance);
    expect((await ask("GET", `${root}/maintenance/cache-2`)).value).toBe(1);
    expect((await ask("GET", `${root}/list/0`)).value).toBe(1);
  });

  test("GET of what is not there is 404", async () => {
    const { ask } = await aRestApi();
    const { status, value } = await ask("GET", `${root}/a/b`);
    expect([status, value]).toEqual([404, 'there is nothing at "a/b"']);
  });

  test("HEAD answers as GET does, without a body", async () => {
    const { ask, core } = await aRestApi();
    core.input.plain.replace([], TREE);
    const head = await ask("HEAD", `${root}/list`);
    expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", "3"]);
    expect((await ask("HEAD", root)).status).toBe(200);
    expect((await ask("HEAD", `${root}/no`)).status).toBe(404);
  });

  test("PUT is 201 when it adds, 204 when it changes or does nothing, with an empty body", async () => {
    const { ask, core } = await aRestApi();
    const put = async (body: unknown) => {
      const { status, text } = await ask("PUT", `${root}/a/b`, { body: JSON.stringify(body) });
      return [status, text];
    };
    expect(await put(1)).toEqual([201, ""]);
    expect(await put(2)).toEqual([204, ""]);
    expect(await put(2)).toEqual([204, ""]);
    expect(core.input.at([])).toEqual({ a: { b: 2 } });
  });

  test("a key may hold slashes, dots and anything else, percent-encoded", async () => {
    const { ask, core } = await aRestApi();
    const path = `${root}/${encodeURIComponent("a/b")}/${encodeURIComponent("å. %")}`;
    expect((await ask("PUT", path, { body: "true" })).status).toBe(201);
    expect(core.input.at(["a/b", "å. %"])).toBe(true);
    expect((await ask("GET", path)).value).toBe(true);
    expect((await ask("DELETE", path)).status).toBe(204);
  });

  test.each(["%", "%zz", "%c3%28", "a//b"])("the path %s is refused", async (path) => {
    const { ask } = await aRestApi();
    expect((await ask("PUT", `${root}/${path}`, { body: "1" })).status).toBe(400);
  });

  test("DELETE removes, 404 when there is nothing, and empties the root whether or not it is", async () => {
    const { ask, core } = await aRestApi();
    core.input.plain.replace([], TREE);
    expect((await ask("DELETE", `${root}/maintenance/cache-1`)).status).toBe(204);
    expect((await ask("DELETE", `${root}/maintenance/cache-1`)).status).toBe(404);
    expect((await ask("DELETE", `${root}/list/0`)).status).toBe(409);
    expect((await ask("DELETE", root)).status).toBe(204);
    expect(core.input.at([])).toEqual({});
    expect((await ask("DELETE", root)).status).toBe(204);
  });

  test.each(["1", "[1]", '"a"', "null"])("the root cannot become %s", async (body) => {
    const { ask, core } = await aRestApi();
    const { status, value } = await ask("PUT", root, { body });
    expect(status).toBe(400);
    expect(value).toMatch(/^the body must be a JSON object, not /);
    expect(core.input.at([])).toEqual({});
  });

  test("what is written with a ttl is gone after it", async () => {
    const { ask, core } = await aRestApi();
    await ask("PUT", `${root}/a?ttl=10m`, { body: "1" });
    core.clock.advance(599_999);
    expect((await ask("GET", `${root}/a`)).value).toBe(1);
    core.clock.advance(1);
    expect((await ask("GET", `${root}/a`)).status).toBe(404);
  });

  test.each(["ttl=soon", "ttl=0", "ttl=1m&ttl=2m", "tll=1m", "search=a"])(
    "a write with ?%s is refused, and nothing is written",
    async (query) => {
      const { ask, core } = await aRestApi();
      expect((await ask("PUT", `${root}/a?${query}`, { body: "1" })).status).toBe(400);
      expect(core.input.at([])).toEqual({});
    },
  );

  test("above a limit nothing is applied, and the limit is named", async () => {
    const { ask, core } = await aRestApi({ inputLimits: { maxPlainLeaves: 3 } });
    const { status, value } = await ask("PUT", root, { body: { a: 1, b: 2, c: [3, 4] } });
    expect(status).toBe(400);
    expect(value).toMatch(/limit is 3 /);
    expect(core.input.at([])).toEqual({});
  });

  test("a body above the limit is 413", async () => {
    const { ask } = await aRestApi();
    const { status, value } = await ask("PUT", root, { body: `{"a":"${"x".repeat(200_000)}"}` });
    expect([status, value]).toEqual([413, "the body has 200008 bytes, limit is 200000"]);
  });

  test.each(["__proto__", "constructor", "prototype"])("the key %s is refused", async (key) => {
    const { ask, core } = await aRestApi();
    expect((await ask("PUT", root, { body: `{"${key}":{"polluted":1}}` })).status).toBe(400);
    expect((await ask("PUT", `${root}/${key}/polluted`, { body: "1" })).status).toBe(400);
    expect((await ask("GET", `${root}/${key}`)).status).toBe(404);
    expect(core.input.at([])).toEqual({});
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("sort and limit choose keys; they need an object", async () => {
    const { ask, core } = await aRestApi();
    core.input.plain.replace([], { b: 1, c: 2, a: [3] });
    expect((await ask("GET", `${root}?sort=asc&limit=2`)).text).toBe('{"a":[3],"b":1}');
    expect((await ask("GET", `${root}?sort=desc`)).text).toBe('{"c":2,"b":1,"a":[3]}');
    expect((await ask("GET", `${root}/a?limit=1`)).status).toBe(400);
    expect((await ask("GET", `${root}?sort=up`)).status).toBe(400);
    expect((await ask("GET", `${root}?limit=0`)).status).toBe(400);
  });

  test("a misspelt parameter is refused with the name that was meant", async () => {
    const { ask } = await aRestApi();
    expect((await ask("GET", `${root}?limt=1`)).value).toBe(
      'unknown query parameter "limt"; did you mean limit?',
    );
  });

  test("a large tree is sent whole", async () => {
    const { ask, core } = await aRestApi();
    const tree = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`k${at}`, "x".repeat(4_000)]),
    );
    core.input.plain.replace([], tree);
    expect((await ask("GET", root)).value).toEqual(tree);
  });
});

test("v1 merges, at the root and below; null deletes", async () => {
  const { ask, core } = await aRestApi();
  core.input.plain.replace([], TREE);
  const put = await ask("PUT", "/v1/selection_input", { body: { maintenance: { "cache-1": 1 } } });
  expect(put.status).toBe(204);
  const body = { "cache-2": null, "cache-3": 0 };
  expect((await ask("POST", "/v1/selection_input/maintenance", { body })).status).toBe(201);
  expect(core.input.at([])).toEqual({ maintenance: { "cache-1": 1, "cache-3": 0 }, list: [1] });
});

test("v2 PUT replaces, POST adds to a list", async () => {
  const { ask, core } = await aRestApi();
  core.input.plain.replace([], TREE);
  await ask("PUT", "/v2/selection_input/maintenance", { body: { a: 1 } });
  expect((await ask("POST", "/v2/selection_input/list", { body: "2" })).status).toBe(204);
  expect((await ask("POST", "/v2/selection_input/new", { body: "null" })).status).toBe(201);
  expect(core.input.at([])).toEqual({ maintenance: { a: 1 }, list: [1, 2], new: [null] });
  expect((await ask("POST", "/v2/selection_input/maintenance", { body: "1" })).status).toBe(409);
  expect((await ask("POST", "/v2/selection_input", { body: "{}" })).status).toBe(409);
  expect((await ask("PUT", "/v2/selection_input/list/x", { body: "1" })).status).toBe(409);
});

test("v1 searches by the start of a key, v2 by the whole", async () => {
  const { ask, core } = await aRestApi();
  core.input.plain.replace([], { cache: 1, "cache-1": 2, other: 3 });
  const keys = async (path: string) => Object.keys((await ask("GET", path)).value as object);
  expect(await keys("/v1/selection_input?search=cache")).toEqual(["cache", "cache-1"]);
  expect(await keys("/v2/selection_input?search=cache")).toEqual(["cache"]);
  expect(await keys("/v2/selection_input?search=*1&correlation_id=x")).toEqual(["cache-1"]);
});
