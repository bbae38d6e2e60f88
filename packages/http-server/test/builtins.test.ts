import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { aServer, atEnd, closeAfterEach, request } from "./support/a-server.js";
import { startHttpServer, DEFAULT_HTTP_LIMITS } from "../src/index.js";
import { systemClock } from "@signalbox/clock";

closeAfterEach();

describe("built-in endpoints", () => {
  test.each(["/livez", "/healthz", "/livez?verbose"])("%s says the loop turns", async (path) => {
    const { connect } = await aServer({ health: { isReady: () => ({ ready: false }) } });
    const reply = await (await connect()).send(request("GET", path)).reply();
    expect(reply).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });

  test("/readyz tells the reason and when to come back", async () => {
    const { connect } = await aServer({
      health: { isReady: () => ({ ready: false, reason: "store is down" }) },
    });
    const reply = await (await connect()).send(request("GET", "/readyz")).reply();
    expect(reply).toMatchObject({ status: 503, body: '{"ready":false,"reason":"store is down"}' });
    expect(reply?.headers.get("retry-after")).toBe("1");
  });

  test("HEAD gives the head of GET without the body", async () => {
    const { connect } = await aServer();
    const client = (await connect()).send(request("HEAD", "/livez"));
    const head = await client.reply({ isHead: true });
    expect(head?.headers.get("content-length")).toBe("15");
    client.send(request("GET", "/livez"));
    expect((await client.reply())?.body).toBe('{"status":"ok"}');
  });

  test("/metrics is what the caller renders, and unknown without one", async () => {
    const metrics = (): Promise<{ contentType: string; body: string }> =>
      Promise.resolve({ contentType: "text/plain; version=0.0.4", body: "up 1\n" });
    const { connect } = await aServer({ metrics });
    const reply = await (await connect()).send(request("GET", "/metrics")).reply();
    expect(reply).toMatchObject({ status: 200, body: "up 1\n" });
    expect(reply?.headers.get("content-type")).toBe("text/plain; version=0.0.4");
    const bare = await aServer();
    const missing = await (await bare.connect()).send(request("GET", "/metrics")).reply();
    expect(missing?.status).toBe(404);
  });

  test("/metrics may come in pieces, which a client that leaves does not keep", async () => {
    const body = Array.from({ length: 300 }, (_, at) => Buffer.alloc(65_536, at));
    const metrics = () => Promise.resolve({ contentType: "text/plain", body });
    const { connect, server } = await aServer({ metrics });
    const reply = await (await connect()).send(request("GET", "/metrics")).reply();
    expect(reply?.headers.get("content-length")).toBe(String(300 * 65_536));
    expect(reply?.body.length).toBe(300 * 65_536);
    const head = await (await connect()).send(request("HEAD", "/metrics")).reply({ isHead: true });
    expect(head?.status).toBe(200);
    (await connect()).send(request("GET", "/metrics")).socket.destroy();
    const after = await (await connect()).send(request("GET", "/livez")).reply();
    expect(after?.status).toBe(200);
    expect(server.connections).toBeGreaterThan(0);
  });

  test("the observer tells built-in from own routes", async () => {
    const { connect, answered } = await aServer();
    const client = await connect();
    await client.send(request("GET", "/livez")).reply();
    await client.send(request("GET", "/nothing")).reply();
    client.send(request("GET", "/livez"));
    await client.reply();
    expect(answered.slice(0, 2)).toEqual(["builtin 200", "app 404"]);
  });
});

describe("routes behind the hot handler", () => {
  test("an unknown path is 404, in one line", async () => {
    const { connect } = await aServer();
    const reply = await (await connect()).send(request("GET", "/a|b%0Ac")).reply();
    expect(reply?.status).toBe(404);
    expect(reply?.body).toBe('{"error":"no such path: /a/b%0Ac","code":"not_found"}');
  });

  test.each([
    ["a hot path", "DELETE", "/echo", "GET, HEAD, POST"],
    ["a built-in path", "POST", "/livez", "GET, HEAD"],
    ["an own route", "PUT", "/own/7", "DELETE"],
  ])("%s with another method is 405 and names the methods", async (_name, method, path, allow) => {
    const { connect } = await aServer({
      routes: (app) => app.delete("/own/:id", (_req, res) => void res.json({})),
    });
    const reply = await (await connect()).send(request(method, path)).reply();
    expect(reply?.status).toBe(405);
    expect(reply?.headers.get("allow")).toBe(allow);
  });

  test("what a route throws goes through the one mapping; only failures of ours are logged", async () => {
    const { connect, log } = await aServer({
      routes: (app) => {
        app.get("/app-error", () => {
          throw new AppError("conflict", "newer state", { cause: new Error("secret cause") });
        });
        app.get("/stranger", () => Promise.reject(new Error("secret detail")));
        app.get("/param/:x", (_req, res) => void res.json({}));
      },
    });
    const client = await connect();
    const conflict = await client.send(request("GET", "/app-error")).reply();
    expect(conflict).toMatchObject({
      status: 409,
      body: '{"error":"newer state","code":"conflict"}',
    });
    const stranger = await client.send(request("GET", "/stranger")).reply();
    expect(stranger).toMatchObject({
      status: 500,
      body: '{"error":"internal error","code":"internal"}',
    });
    expect((await client.send(request("GET", "/param/%zz")).reply())?.status).toBe(400);
    expect(log.map((event) => event.event)).toEqual(["http_request_failed"]);
  });

  test("a route that fails after it began to answer breaks the answer off", async () => {
    const { connect } = await aServer({
      routes: (app) =>
        app.get("/half", (_req, res) => {
          res.setHeader("Content-Length", 10);
          res.write("abc");
          throw new Error("half way");
        }),
    });
    const client = (await connect()).send(request("GET", "/half"));
    expect(await client.reply()).toBeUndefined();
  });

  test("a body for a route is a Buffer within maxBodyBytes", async () => {
    const { connect } = await aServer({
      limits: { maxBodyBytes: 3 },
      routes: (app) =>
        app.post("/own", (req, res) => {
          const body: unknown = req.body;
          res.json(Buffer.isBuffer(body) ? body.length : "not a buffer");
        }),
    });
    const client = (await connect()).send(request("POST", "/own", { body: "abc" }));
    expect((await client.reply())?.body).toBe("3");
    client.send(request("POST", "/own"));
    expect((await client.reply())?.body).toBe("0");
    client.send(request("POST", "/own", { body: "abcd" }));
    expect((await client.reply())?.status).toBe(413);
  });

  test("no reply of a route names the software", async () => {
    const { connect } = await aServer();
    const reply = await (await connect()).send(request("GET", "/livez")).reply();
    expect(reply?.headers.has("x-powered-by")).toBe(false);
    expect(reply?.headers.has("etag")).toBe(false);
  });
});

test.each([
  ["maxConnections", 0],
  ["headersTimeoutMs", 0],
  ["keepAliveTimeoutMs", Infinity],
  ["drainMs", -1],
])("a limit %s of %d is refused by name", async (name, value) => {
  await expect(aServer({ limits: { [name]: value } })).rejects.toThrow(
    `http limit ${name} is ${value}, it must be at least`,
  );
});

test("an address that cannot be had is an AppError that names it", async () => {
  const { server } = await aServer();
  const second = startHttpServer({
    name: "second",
    host: "127.0.0.1",
    port: server.port,
    clock: systemClock,
    health: { isReady: () => ({ ready: true }) },
    limits: DEFAULT_HTTP_LIMITS,
  });
  atEnd(() => second.then((other) => other.close()).catch(() => undefined));
  await expect(second).rejects.toMatchObject({
    code: "unavailable",
    message: `second cannot listen on 127.0.0.1 port ${server.port}`,
  });
});
