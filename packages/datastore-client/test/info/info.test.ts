import { describe, expect, test } from "@jest/globals";
import { aClient, serve, serveJson } from "../hostile-server.js";
import { aNode, anError } from "../replies.js";

describe("an info query", () => {
  test("gives the object in the present form, with its notes", async () => {
    const targets: string[] = [];
    const { url } = await serveJson((target) => {
      targets.push(target);
      return aNode("pc1", {
        $schema: "http://www.gpolab.bbn.com/monitoring/schema/20140828/node#",
        vm_server_type: "xen",
        node_type: undefined,
      });
    });
    const answer = await aClient({ url: `${url}/ops-monitoring/` }).info("node", "pc1");
    expect(answer).toMatchObject({
      kind: "object",
      type: "node",
      id: "pc1",
      object: { virtualization_type: "xen" },
    });
    expect(answer.kind === "object" && answer.notes.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["older", "missing"]),
    );
    expect(targets).toEqual(["/ops-monitoring/info/node/pc1"]);
  });

  test.each([
    ["pc1:eth0+a b", "/info/node/pc1%3Aeth0%2Ba%20b"],
    ["a/b", "/info/node/a/b"],
    ["\u00e9?#", "/info/node/%C3%A9%3F%23"],
  ])("sends the id %j as one that a path may hold", async (id, target) => {
    const targets: string[] = [];
    const { url } = await serveJson((asked) => {
      targets.push(asked);
      return aNode(id);
    });
    expect(await aClient({ url }).info("node", id)).toMatchObject({ kind: "object", id });
    expect(targets).toEqual([target]);
  });

  test.each(["", ".", "a/../b", "\ud800"])("refuses the id %j", async (id) => {
    const { url } = await serveJson(() => aNode("pc1"));
    await expect(aClient({ url }).info("node", id)).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });

  test("tells absence, as an error object and as status 404", async () => {
    const { url } = await serveJson((target) =>
      target.endsWith("zz") ? anError("node not found: zz") : undefined,
    );
    const client = aClient({ url });
    expect(await client.info("node", "zz")).toEqual({
      kind: "absent",
      message: "node not found: zz",
    });
    expect(await client.info("node", "yy")).toEqual({
      kind: "absent",
      message: `GET ${url}/info/node/yy answered 404`,
    });
  });

  test("sends an ETag back and understands that nothing has changed", async () => {
    const { url } = await serve((request, response) => {
      if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { ETag: '"v1"' }).end(JSON.stringify(aNode("pc1")));
    });
    const client = aClient({ url });
    const first = await client.info("node", "pc1");
    expect(first).toMatchObject({ kind: "object", etag: '"v1"' });
    expect(await client.info("node", "pc1", { etag: '"v1"' })).toEqual({ kind: "not-modified" });
  });

  test("does not take another object than the one asked for", async () => {
    const { url } = await serveJson(() => aNode("pc2"));
    await expect(aClient({ url }).info("node", "pc1")).rejects.toMatchObject({
      code: "upstream_failed",
      message: `${url}/info/node/pc1 answered with node "pc2" instead of node "pc1"`,
    });
  });

  test("takes very many references from what lists a whole site, but not from any other object", async () => {
    const references = Array.from({ length: 20_000 }, (_, at) => ({ href: `/x/${at}`, urn: "" }));
    const { url } = await serveJson((target) =>
      target.startsWith("/info/node/")
        ? aNode("pc1", { interfaces: references })
        : { id: "site", resources: references },
    );
    const client = aClient({ url });
    await expect(client.info("node", "pc1")).rejects.toMatchObject({
      code: "upstream_failed",
      message: expect.stringContaining("more than 20000 values"),
    });
    expect(await client.info("aggregate", "site")).toMatchObject({ kind: "object", id: "site" });
  });

  test("keeps one connection for one request after the other", async () => {
    const store = await serveJson(() => aNode("pc1"));
    const client = aClient({ url: store.url });
    for (let round = 0; round < 5; round += 1) await client.info("node", "pc1");
    expect(store.connections()).toBe(1);
    expect(client.traffic.requests).toBe(5);
  });

  test.each([
    ["<h1>Internal Server Error</h1>", "something that is not JSON"],
    ["", "nothing"],
    ["[".repeat(100_000), "nested deeper than 32"],
    ["[]", "no info object"],
    ['"a text"', "no info object"],
    ["null", "no info object"],
    ['{"__proto__": {"id": "x"}}', "no info object"],
  ])("is an error that can be told when the answer is %.30j", async (body, text) => {
    const { url } = await serveJson(() => body);
    const failure = await aClient({ url })
      .info("node", "pc1")
      .then(String, (error: unknown) => error);
    expect(failure).toMatchObject({ name: "AppError", code: "upstream_failed" });
    expect(failure).toHaveProperty("message", expect.stringMatching(text));
  });

  test.each([
    [401, "unauthenticated"],
    [403, "permission_denied"],
    [500, "upstream_failed"],
    [503, "unavailable"],
    [302, "upstream_failed"],
    [303, "upstream_failed"],
    [304, "upstream_failed"],
  ])("status %d is %s", async (status, code) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end("no"));
    const asked = aClient({ url, limits: { attempts: 1 } }).info("node", "pc1");
    await expect(asked).rejects.toMatchObject({ name: "AppError", code });
  });
});
