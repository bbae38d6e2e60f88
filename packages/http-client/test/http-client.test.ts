import { describe, expect, test } from "@jest/globals";
import { aClient, readBody, serve } from "./loopback.js";

describe("a request", () => {
  test("carries query, headers and the credentials of the base URL", async () => {
    const { port } = await serve((request, response) => {
      const { url, headers } = request;
      response.end(JSON.stringify({ url, auth: headers.authorization, team: headers["x-team"] }));
    });
    const client = aClient({
      baseUrl: `http://ops:p%40ss@127.0.0.1:${port}/base/`,
      headers: { "X-Team": "core" },
    });

    const reply = await client.request({ path: "/status", query: { q: "a b&c" } });

    expect(reply.json()).toEqual({
      url: "/base/status?q=a+b%26c",
      auth: `Basic ${Buffer.from("ops:p@ss").toString("base64")}`,
      team: "core",
    });
    expect(client.origin).toBe(`http://127.0.0.1:${port}`);
  });

  test("sends json with its type, and returns status and headers", async () => {
    const { url } = await serve((request, response) => {
      void readBody(request).then((body) => {
        response.writeHead(201, { "X-Type": request.headers["content-type"] ?? "none" });
        response.end(body);
      });
    });

    const reply = await aClient({ baseUrl: url }).request({
      method: "POST",
      path: "/",
      json: { é: [1] },
    });

    expect(reply.status).toBe(201);
    expect(reply.headers["x-type"]).toBe("application/json");
    expect(reply.json()).toEqual({ é: [1] });
  });

  test("sends a body of bytes as it is", async () => {
    const { url } = await serve((request, response) => {
      void readBody(request).then((body) => response.end(`${body}!`));
    });
    const request = { method: "PUT", path: "/", body: Buffer.from("raw") } as const;
    const reply = await aClient({ baseUrl: url }).request(request);
    expect(reply.text()).toBe("raw!");
  });

  test("a path that looks like another host stays on this one", async () => {
    const { url } = await serve((request, response) => response.end(request.url));
    const reply = await aClient({ baseUrl: url }).request({ path: "//elsewhere.invalid/x" });
    expect(reply.text()).toBe("//elsewhere.invalid/x");
  });

  test("a proxy named in the environment is not used", async () => {
    const { url } = await serve((_request, response) => response.end("direct"));
    process.env["http_proxy"] = "http://127.0.0.1:1";
    try {
      const reply = await aClient({ baseUrl: url }).request({ path: "/" });
      expect(reply.text()).toBe("direct");
    } finally {
      delete process.env["http_proxy"];
    }
  });

  test("a status the caller accepts is an answer", async () => {
    const { url } = await serve((_request, response) => response.writeHead(404).end());
    const reply = await aClient({ baseUrl: url }).request({
      path: "/",
      accepts: (status) => status === 404,
    });
    expect(reply.status).toBe(404);
  });

  test("a body that should be JSON and is not is the server's failure", async () => {
    const { url } = await serve((_request, response) => response.end("<html>"));
    const reply = await aClient({ baseUrl: url }).request({ path: "/x" });
    expect(() => reply.json()).toThrow(`GET ${url}/x answered with something that is not JSON`);
  });
});

describe("bounds", () => {
  test("connections are kept and reused", async () => {
    const server = await serve((_request, response) => response.end());
    const client = aClient({ baseUrl: server.url });
    await client.request({ path: "/1" });
    await client.request({ path: "/2" });
    expect(server.connections()).toBe(1);
  });

  test("no more than maxSockets connections are opened", async () => {
    const server = await serve((_request, response) => response.end());
    const client = aClient({ baseUrl: server.url, maxSockets: 2 });
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => client.request({ path: "/" })));
    expect(server.connections()).toBe(2);
  });

  test("a request above maxPending is refused, one after it is not", async () => {
    const { url } = await serve((_request, response) => response.end());
    const client = aClient({ baseUrl: url, maxPending: 1 });
    const first = client.request({ path: "/" });
    await expect(client.request({ path: "/" })).rejects.toMatchObject({
      code: "too_many_requests",
      message: `${url}: 1 requests are under way, limit 1 (maxPending)`,
    });
    await first;
    await client.request({ path: "/" });
  });

  test.each([
    ["connectTimeoutMs", 0],
    ["responseTimeoutMs", Number.NaN],
    ["maxSockets", Infinity],
    ["maxResponseBytes", -1],
    ["maxPending", 0],
  ])("%s of %p is refused", (name, value) => {
    expect(() => aClient({ baseUrl: "http://127.0.0.1:1", [name]: value })).toThrow(
      `${name} is ${value}, it must be above 0 and finite`,
    );
  });
});

test("close breaks off a request under way", async () => {
  let onRequest = (): void => undefined;
  const { url } = await serve(() => onRequest());
  const client = aClient({ baseUrl: url });
  onRequest = () => client.close();
  await expect(client.request({ path: "/" })).rejects.toMatchObject({ code: "upstream_failed" });
});
