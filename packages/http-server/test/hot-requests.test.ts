import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import {
  aServer,
  closeAfterEach,
  MAX_HOT_BODY,
  request,
  TRANSPORTS,
  type TestOptions,
  type TestServer,
} from "./support/a-server.js";

closeAfterEach();

describe.each(TRANSPORTS)("hot requests over %s", (transport) => {
  const start = (options: TestOptions = {}): Promise<TestServer> =>
    aServer({ transport, ...options });

  test("the handler gets method, target and whole body, and its answer goes out with a length", async () => {
    const { connect, seen } = await start();
    const reply = await (await connect()).send(request("POST", "/echo", { body: "abc" })).reply();
    expect(seen).toEqual([{ method: "POST", path: "/echo", body: "abc" }]);
    expect(reply).toMatchObject({ status: 200, reason: "OK", body: "abc" });
    expect(reply?.headers.get("content-type")).toBe("text/plain");
    expect(reply?.headers.has("transfer-encoding")).toBe(false);
  });

  test("a body that arrives in pieces is handed over once, whole", async () => {
    const { connect, seen } = await start();
    const client = await connect();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nab");
    client.send("cd");
    client.send("ef");
    expect((await client.reply())?.body).toBe("abcdef");
    expect(seen).toHaveLength(1);
  });

  test("a chunked body is understood", async () => {
    const { connect } = await start();
    const client = await connect();
    client.send(request("POST", "/echo", { headers: ["Transfer-Encoding: chunked"] }));
    client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    expect((await client.reply())?.body).toBe("abcde");
  });

  test("pipelined requests are answered in order, one answer each", async () => {
    const { connect } = await start();
    const client = await connect();
    const bodies = ["one", "two", "three"];
    client.send(bodies.map((body) => request("POST", "/echo", { body })).join(""));
    for (const body of bodies) expect((await client.reply())?.body).toBe(body);
  });

  test("a request behind a parked one is answered after it", async () => {
    const { connect, parkedCount, parked } = await start();
    const client = await connect();
    client.send(request("GET", "/park") + request("POST", "/echo", { body: "late" }));
    await parkedCount(1);
    parked[0]?.send(200, "first");
    expect((await client.reply())?.body).toBe("first");
    expect((await client.reply())?.body).toBe("late");
  });

  test("only the first answer to a request is sent", async () => {
    const { connect, parkedCount, parked } = await start();
    const client = (await connect()).send(request("GET", "/park"));
    await parkedCount(1);
    parked[0]?.send(200, "first");
    expect(parked[0]?.isOpen).toBe(false);
    parked[0]?.send(200, "second");
    parked[0]?.fail(new Error("third"));
    expect((await client.reply())?.body).toBe("first");
    client.send(request("POST", "/echo", { body: "next" }));
    expect((await client.reply())?.body).toBe("next");
  });

  test("text outside ASCII and large Buffers keep their length", async () => {
    const { connect, parkedCount, parked } = await start();
    const client = (await connect()).send(request("GET", "/park"));
    await parkedCount(1);
    parked[0]?.send(200, "gr\u00fc\u00df \u{1f600}");
    const reply = await client.reply();
    expect(Buffer.from(reply?.body ?? "", "latin1").toString()).toBe("gr\u00fc\u00df \u{1f600}");
    client.send(request("GET", "/park"));
    await parkedCount(2);
    parked[1]?.send(200, Buffer.alloc(300_000, 0xe9));
    expect((await client.reply())?.body).toBe("\u00e9".repeat(300_000));
  });

  test("what the handler throws is answered without its text, and logged", async () => {
    const { connect, log } = await start();
    const reply = await (await connect()).send(request("GET", "/fail")).reply();
    expect(reply).toMatchObject({ status: 500, reason: "Internal Server Error" });
    expect(reply?.body).toBe('{"error":"internal error","code":"internal"}');
    expect(log[0]?.fields?.["cause"]).toContain("secret detail");
  });

  test("a failure is one line without a bar, and 503 says when to come back", async () => {
    const { connect, parkedCount, parked } = await start();
    const client = (await connect()).send(request("GET", "/park"));
    await parkedCount(1);
    parked[0]?.fail(new AppError("unavailable", "a|b\nc"));
    const reply = await client.reply();
    expect(reply).toMatchObject({ status: 503, body: '{"error":"a/b c","code":"unavailable"}' });
    expect(reply?.headers.get("retry-after")).toBe("1");
  });

  test("a declined request reaches express with its body", async () => {
    const { connect } = await start({
      routes: (app) =>
        app.post("/decline", (req, res) => {
          const body: unknown = req.body;
          res.json({ got: String(body) });
        }),
    });
    const reply = await (
      await connect()
    )
      .send(request("POST", "/decline", { body: "abc" }))
      .reply();
    expect(reply).toMatchObject({ status: 200, body: '{"got":"abc"}' });
  });

  test.each([
    ["HTTP/1.1 with Connection: close", "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"],
    ["HTTP/1.0", "POST /echo HTTP/1.0\r\n"],
  ])("%s is answered, then the connection ends", async (_name, head) => {
    const { connect, closed, closedCount } = await start();
    const client = (await connect()).send(`${head}Content-Length: 2\r\n\r\nhi`);
    expect((await client.reply())?.body).toBe("hi");
    expect(await client.ended()).toBe("");
    await closedCount(1);
    expect(closed).toEqual(["server"]);
  });

  test("a body of exactly the limit passes", async () => {
    const { connect } = await start();
    const body = "x".repeat(MAX_HOT_BODY);
    const reply = await (await connect()).send(request("POST", "/echo", { body })).reply();
    expect(reply?.body).toBe(body);
  });

  test("the observer hears route class and status", async () => {
    const { connect, answered } = await start();
    const client = await connect();
    await client.send(request("POST", "/echo", { body: "x" })).reply();
    await client.send(request("GET", "/fail")).reply();
    expect(answered).toEqual(["hot 200", "hot 500"]);
  });

  test("after maxRequestsPerConnection the reply ends the connection", async () => {
    const { connect, seen } = await start({ limits: { maxRequestsPerConnection: 2 } });
    const client = await connect();
    client.send(request("POST", "/echo", { body: "x" }).repeat(3));
    await client.reply();
    expect((await client.reply())?.headers.get("connection")).toBe("close");
    expect(await client.ended()).toBe("");
    expect(seen).toHaveLength(2);
  });
});
