import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { HotHandler, HotRoutes, RequestHead } from "../src/index.js";
import {
  aServer,
  closeAfterEach,
  request,
  TRANSPORTS,
  type TestOptions,
  type TestServer,
} from "./support/a-server.js";

closeAfterEach();

function routes(handle: HotHandler, more: Partial<HotRoutes> = {}): TestOptions {
  return { hot: { claims: () => true, maxBodyBytes: 1_000, handle, readsHead: true, ...more } };
}

describe.each(TRANSPORTS)("hot requests over %s", (transport) => {
  const start = (options: TestOptions): Promise<TestServer> => aServer({ transport, ...options });

  async function headOf(fields: string[], more: Partial<HotRoutes> = {}): Promise<RequestHead> {
    const heads: RequestHead[] = [];
    const handle: HotHandler = (_method, _path, _body, reply, head) => {
      heads.push(head);
      reply.send(200, "");
      return true;
    };
    const { connect } = await start(routes(handle, more));
    await (await connect()).send(request("GET", "/a", { headers: fields })).reply();
    const [head] = heads;
    if (!head) throw new Error("the handler was not asked");
    return head;
  }

  test("a handler that asks for the head finds a field in any case, the first of several", async () => {
    const head = await headOf(["X-One: 1", "x-ONE:   2 \t", "User-Agent: a b"]);
    expect(head.get("x-one")).toBe("1");
    expect(head.all("x-one")).toEqual(["1", "2"]);
    expect(head.get("user-agent")).toBe("a b");
    expect(head.get("x-two")).toBeUndefined();
    expect(head.get("x-on")).toBeUndefined();
    expect(head.httpVersion).toBe("1.1");
    expect(head.raw().slice(0, 4)).toEqual(["Host", "localhost", "X-One", "1"]);
  });

  test("the head of a pipelined request is its own", async () => {
    const seen: (string | undefined)[] = [];
    const handle: HotHandler = (_method, _path, _body, reply, head) => {
      seen.push(head.get("x-number"));
      reply.send(200, "");
      return true;
    };
    const { connect } = await start(routes(handle));
    const numbers = ["1", "22", "333"];
    const requests = numbers.map((n) => request("GET", "/a", { headers: [`X-Number: ${n}`] }));
    const client = (await connect()).send(requests.join(""));
    for (let i = 0; i < numbers.length; i++) await client.reply();
    expect(seen).toEqual(numbers);
  });

  test("a handler that does not ask gets none", async () => {
    const head = await headOf(["X-One: 1"], { readsHead: false });
    expect(head.get("x-one")).toBeUndefined();
    expect(head.raw()).toEqual([]);
  });

  test("a reply carries the routes' fields and its own, and no content type when told so", async () => {
    const handle: HotHandler = (_method, _path, _body, reply) => {
      reply.send(302, "", "", ["Location", "http://a.example/x"]);
      return true;
    };
    const { connect } = await start(routes(handle, { headers: ["Cache-Control", "no-store"] }));
    const reply = await (await connect()).send(request("GET", "/x")).reply();
    expect(reply).toMatchObject({ status: 302, reason: "Found", body: "" });
    expect([...(reply?.headers ?? [])]).toEqual(
      expect.arrayContaining([
        ["cache-control", "no-store"],
        ["location", "http://a.example/x"],
        ["content-length", "0"],
      ]),
    );
    expect(reply?.headers.has("content-type")).toBe(false);
  });

  test.each(["a\r\nX: b", "a\nb", "\u00e9", "a\0", ""])(
    "a header value %j is an error of ours, never a broken reply",
    async (value) => {
      const handle: HotHandler = (_method, _path, _body, reply) => {
        reply.send(302, "", "", ["Location", value]);
        return true;
      };
      const { connect } = await start(routes(handle));
      const reply = await (await connect()).send(request("GET", "/x")).reply();
      expect(reply?.status).toBe(500);
      expect(reply?.headers.has("location")).toBe(false);
      expect(reply?.headers.has("x")).toBe(false);
    },
  );

  test("a dropped request gets no byte", async () => {
    const handle: HotHandler = (_method, _path, _body, reply) => {
      reply.drop();
      reply.send(200, "late");
      return true;
    };
    const { connect } = await start(routes(handle));
    const client = (await connect()).send(request("GET", "/x"));
    expect(await client.reply()).toBeUndefined();
  });

  describe("a gzip body", () => {
    const echo: HotHandler = (_method, _path, body, reply) => {
      reply.send(200, body, "text/plain");
      return true;
    };
    const gzip = { maxInflatedBytes: 2_000, maxConcurrent: 1 };
    const post = (body: Buffer, encoding = "gzip"): Buffer =>
      Buffer.concat([
        Buffer.from(
          `POST /x HTTP/1.1\r\nHost: a\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]);

    test("is handed over inflated", async () => {
      const { connect, server } = await start(routes(echo, { gzip }));
      const text = "cpu load\n".repeat(100);
      const reply = await (await connect()).send(post(gzipSync(text), "GZIP")).reply();
      expect(reply).toMatchObject({ status: 200, body: text });
      expect(server.receivingBytes).toBe(0);
    });

    test.each([
      ["small", 200],
      ["long", 5000],
    ])("several %s ones at once are each answered with their own", async (_kind, numbers) => {
      const { connect, server } = await start(
        routes(echo, { maxBodyBytes: 50_000, gzip: { ...gzip, maxInflatedBytes: 50_000 } }),
      );
      const texts = ["a", "b", "c", "d"].map((letter) =>
        Array.from({ length: numbers }, (_, at) => `${letter}${at}`).join(),
      );
      const clients = await Promise.all(texts.map(() => connect()));
      clients.forEach((client, i) => client.send(post(gzipSync(texts[i] ?? ""))));
      const replies = await Promise.all(clients.map((client) => client.reply()));
      expect(replies.map((reply, i) => reply?.body === texts[i])).not.toContain(false);
      expect(server.receivingBytes).toBe(0);
    });

    test("that is short and inflates to much is handed over whole", async () => {
      const { connect } = await start(
        routes(echo, { gzip: { ...gzip, maxInflatedBytes: 400_000 } }),
      );
      const text = "x".repeat(300_000);
      const reply = await (await connect()).send(post(gzipSync(text))).reply();
      expect(reply).toMatchObject({ status: 200, body: text });
    });

    test("is taken one after the other on one connection, plain ones and broken ones between", async () => {
      const { connect } = await start(routes(echo, { gzip }));
      const client = await connect();
      client.send(
        Buffer.concat([post(gzipSync("one")), Buffer.from(request("POST", "/x", { body: "two" }))]),
      );
      expect((await client.reply())?.body).toBe("one");
      expect((await client.reply())?.body).toBe("two");
      expect((await client.send(post(gzipSync("three"))).reply())?.body).toBe("three");
      expect((await client.send(post(Buffer.from("no gzip"))).reply())?.status).toBe(400);
    });

    test("that is cut off is 400, one of nothing is an empty body", async () => {
      const { connect } = await start(routes(echo, { gzip }));
      const whole = gzipSync("cpu load");
      const cut = await (await connect()).send(post(whole.subarray(0, -4))).reply();
      expect(cut).toMatchObject({ status: 400 });
      const empty = await (await connect()).send(post(gzipSync(""))).reply();
      expect(empty).toMatchObject({ status: 200, body: "" });
    });

    test("that inflates beyond the limit is 413, one that is no gzip is 400", async () => {
      const { connect } = await start(routes(echo, { gzip }));
      const bomb = await (await connect()).send(post(gzipSync("x".repeat(900_000)))).reply();
      expect(bomb).toMatchObject({ status: 413 });
      const noise = await (await connect()).send(post(Buffer.from("no gzip"))).reply();
      expect(noise).toMatchObject({ status: 400 });
      expect(noise?.body).toMatch("request body is not valid gzip");
    });

    test.each([
      ["br", gzip],
      ["gzip", undefined],
    ])("%s is 415 where gzip is %j", async (encoding, limits) => {
      const { connect } = await start(routes(echo, limits ? { gzip: limits } : {}));
      const reply = await (await connect()).send(post(gzipSync("a"), encoding)).reply();
      expect(reply?.status).toBe(415);
    });
  });
});
