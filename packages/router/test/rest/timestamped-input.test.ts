import { describe, expect, test } from "@jest/globals";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi, KEY } from "./support/a-rest-api.js";

cleanUpAfterEach();

const HOST = {
  hardware_metrics: { "/": { free: 7 }, cpu_load5: 0.5 },
  list: [1, 2],
  timestamp: 1_700_000_000,
};

describe.each(["v1", "v2"])("%s", (version) => {
  const root = `/${version}/timestamped_selection_input`;

  test("GET shows what is held of hosts, and not the plain input", async () => {
    const { ask, core } = await aRestApi();
    expect((await ask("GET", root)).text).toBe("{}");
    core.input.plain.replace([], { plain: 1, "cache-2": 2 });
    core.input.timestamped.put({ "cache-1": HOST, "cache-2": HOST });
    expect((await ask("GET", root)).value).toEqual({ "cache-1": HOST, "cache-2": HOST });
    const path = `${root}/cache-1/hardware_metrics/%2F/free`;
    expect((await ask("GET", path)).value).toBe(7);
    expect((await ask("GET", `${root}/plain`)).status).toBe(404);
  });

  test("what has expired is 404", async () => {
    const { ask, core } = await aRestApi();
    core.input.timestamped.put({ "cache-1": HOST });
    core.clock.advance(15_000);
    expect((await ask("GET", `${root}/cache-1`)).status).toBe(404);
    expect((await ask("GET", root)).text).toBe("{}");
  });

  test("GET chooses hosts by search, sort and limit", async () => {
    const { ask, core } = await aRestApi();
    for (const host of ["b-1", "a-2", "a-1"]) core.input.timestamped.put({ [host]: { x: 1 } });
    const text = '{"a-1":{"x":1},"a-2":{"x":1}}';
    expect((await ask("GET", `${root}?search=a*&sort=asc`)).text).toBe(text);
    expect((await ask("GET", `${root}?sort=asc&limit=2`)).text).toBe(text);
  });

  test("many hosts are sent whole", async () => {
    const { ask, core } = await aRestApi();
    const message = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`h${at}`, HOST]));
    core.input.timestamped.put(message);
    expect((await ask("GET", root)).value).toEqual(message);
  });

  test("DELETE removes a host whole: any message after it is taken", async () => {
    const { ask, core } = await aRestApi();
    core.input.timestamped.put({ "cache-1": HOST, "cache-2": HOST });
    expect((await ask("DELETE", `${root}/cache-1`)).status).toBe(204);
    expect(core.input.at(["cache-1"])).toBeUndefined();
    expect(core.input.at(["cache-2"])).toEqual(HOST);
    expect((await ask("DELETE", `${root}/cache-1`)).status).toBe(404);
    core.input.timestamped.put({ "cache-1": { ...HOST, timestamp: HOST.timestamp - 5 } });
    expect(core.input.at(["cache-1", "list"])).toEqual([1, 2]);
  });

  test("a host without a timestamp is gone at once", async () => {
    const { ask, core } = await aRestApi();
    core.input.timestamped.put({ "cache-1": { a: { b: 1 } } });
    expect((await ask("DELETE", `${root}/cache-1`)).status).toBe(204);
    expect(core.input.at(["cache-1"])).toBeUndefined();
  });

  test("DELETE below a host removes no more than it says", async () => {
    const { ask, core } = await aRestApi();
    core.input.timestamped.put({ "cache-1": HOST });
    expect((await ask("DELETE", `${root}/cache-1/hardware_metrics/cpu_load5`)).status).toBe(204);
    expect((await ask("DELETE", `${root}/cache-1/list/0`)).status).toBe(409);
    expect((await ask("DELETE", `${root}/cache-1/no`)).status).toBe(404);
    expect((await ask("DELETE", `${root}/cache-3`)).status).toBe(404);
    expect(core.input.at(["cache-1"])).toEqual({ ...HOST, hardware_metrics: { "/": { free: 7 } } });
  });

  test("DELETE without a path removes those of all hosts, however many, and no plain input", async () => {
    const { ask, core } = await aRestApi();
    core.input.plain.replace([], { plain: 1 });
    for (let at = 0; at < 250; at++) core.input.timestamped.put({ [`h${at}`]: { x: 1 } });
    expect((await ask("DELETE", root)).status).toBe(204);
    expect(core.input.at([])).toEqual({ plain: 1 });
  });

  test("a write goes to the handler in front, without coming here", async () => {
    const taken: string[] = [];
    const { ask } = await aRestApi({
      hot: {
        claims: (method, path) => method === "PUT" && path === root,
        maxBodyBytes: 1_000,
        handle: (_method, _path, body, reply) => {
          taken.push(body.toString());
          reply.send(204, "");
          return true;
        },
      },
    });
    expect((await ask("PUT", root, { body: "{}", key: KEY })).status).toBe(204);
    expect(taken).toEqual(["{}"]);
  });
});
