import { describe, expect, test } from "@jest/globals";
import { TransportError } from "../src/index.js";
import { clientFixture, miss, ok } from "./client-fixture.js";
import { hangUp, reply, silence, type Answer } from "./stub-server.js";

const { aStub, aClient } = clientFixture();

describe("connections", () => {
  test("get, set and status share one kept-alive connection", async () => {
    const stub = await aStub(miss, reply('"ok"'), reply({}));
    const client = aClient(stub);

    await client.getData("k");
    await client.setData("k", "1");
    await client.status();

    expect(stub.requests.map((request) => request.connection)).toEqual([1, 1, 1]);
  });

  test("a set leaves on the connection its lock was granted on, though another was used later", async () => {
    const held: (() => void)[] = [];
    const hold: Answer = (socket, request) => held.push(() => miss(socket, request));
    const stub = await aStub(hold, hold, reply('"ok"'), reply('"ok"'));
    const client = aClient(stub, { concurrency: 2 });
    const both = [client.getData("a"), client.getData("b")];
    await stub.request(2);
    held.forEach((answer) => answer());
    await Promise.all(both);

    await client.setData("a", "1");
    await client.setData("b", "1");

    const byKey = (key: string): number[] =>
      stub.requests
        .filter((request) => (request.json as { key: string }).key === key)
        .map((request) => request.connection);
    expect(new Set(byKey("a")).size).toBe(1);
    expect(new Set(byKey("b")).size).toBe(1);
    expect(byKey("a")[0]).not.toBe(byKey("b")[0]);
  });

  test("calls beyond the concurrency wait for a connection, in order", async () => {
    const stub = await aStub(reply({ data: "1", lock: false }));
    const client = aClient(stub);

    await Promise.all(["a", "b", "c"].map((key) => client.getData(key)));

    expect(stub.connections()).toBe(1);
    expect(stub.requests.map((request) => (request.json as { key: string }).key)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  test("a call beyond maxQueuedCalls is refused", async () => {
    const stub = await aStub(silence);
    const client = aClient(stub, { maxQueuedCalls: 1 });
    const waiting = [client.getData("a"), client.getData("b")].map((call) =>
      call.catch(() => "closed"),
    );

    await expect(client.getData("c")).rejects.toThrow("1 calls wait for a connection already");
    client.close();
    expect(await Promise.all(waiting)).toEqual(["closed", "closed"]);
  });

  test("a reply with Connection: close is honoured by a new connection", async () => {
    const stub = await aStub(reply({}, "200 OK", "Connection: close\r\n"), reply({}));
    const client = aClient(stub);

    await client.status();
    await client.status();

    expect(stub.requests.map((request) => request.connection)).toEqual([1, 2]);
  });

  test("close fails the calls in flight and all later ones", async () => {
    const stub = await aStub(silence);
    const client = aClient(stub);
    const call = client.getData("k");
    await stub.request(1);

    client.close();

    await expect(call).rejects.toMatchObject({ code: "ECLOSED" });
    await expect(client.getData("k")).rejects.toMatchObject({ code: "ECLOSED" });
    expect(stub.requests).toHaveLength(1);
  });
});

describe("sending again", () => {
  test("a request is sent again when its connection closes before any byte of a reply", async () => {
    const stub = await aStub(hangUp, miss);

    expect(await aClient(stub).getData("k")).toMatchObject({ lock: true });
    expect(stub.requests.map((request) => request.body)).toEqual([
      '{"namespace":"token==","key":"k","max_wait_time":30}',
      '{"namespace":"token==","key":"k","max_wait_time":30}',
    ]);
  });

  test.each([1, 3])(
    "with concurrency %i it is sent at most one time more than that",
    async (concurrency) => {
      const stub = await aStub(hangUp);

      const call = aClient(stub, { concurrency }).getData("k");

      await expect(call).rejects.toThrow("connection closed before a reply");
      await expect(call).rejects.toBeInstanceOf(TransportError);
      expect(stub.requests).toHaveLength(concurrency + 1);
    },
  );

  test("an idle connection the server has closed costs nothing but a new one", async () => {
    const stub = await aStub(miss, reply('"ok"'));
    const client = aClient(stub);
    await client.getData("k");

    stub.dropConnections();

    expect(await client.setData("k", "1")).toBe("ok");
    expect(stub.connections()).toBe(2);
  });

  test.each([
    ["one byte of the reply", "H"],
    ["its head", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"],
    ["half of its body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"],
  ])("nothing is sent again after %s", async (_name, bytes) => {
    const stub = await aStub((socket) => socket.end(bytes));

    const call = aClient(stub).getData("k");

    await expect(call).rejects.toThrow("connection closed in the middle of the reply");
    await expect(call).rejects.toBeInstanceOf(TransportError);
    expect(stub.requests).toHaveLength(1);
  });

  test("a refused connection is reported and not retried", async () => {
    const stub = await aStub(miss);
    await stub.close();

    await expect(aClient(stub).getData("k")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("time limits", () => {
  test("silence longer than networkTimeout is a time-out, not a resend", async () => {
    const stub = await aStub(silence);

    const call = aClient(stub, { networkTimeout: 0.05 }).getData("k");

    await expect(call).rejects.toMatchObject({ code: "ETIMEDOUT", message: "timed out" });
    expect(stub.requests).toHaveLength(1);
  });

  test("the time between two calls is no silence: the connection that holds a lock stays", async () => {
    const stub = await aStub(miss, ok);
    const client = aClient(stub, { networkTimeout: 0.02 });

    await client.getData("k");
    await new Promise((resolve) => setTimeout(resolve, 60)); // The plugin's own work.
    await client.setData("k", "1");

    expect(stub.connections()).toBe(1);
  });

  test("a silence in the middle of the reply counts too", async () => {
    const stub = await aStub((socket) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
    );

    await expect(aClient(stub, { network_timeout: 0.05 }).getData("k")).rejects.toThrow(
      "timed out",
    );
  });

  test("the connection itself is bounded by connectionTimeout", async () => {
    // Accepts TCP and never finishes the TLS handshake: the connection does not stand.
    const stub = await aStub(silence);
    const options = { https: true, connectionTimeout: 0.05, networkTimeout: 10 };

    await expect(aClient(stub, options).getData("k")).rejects.toThrow("timed out");
  });

  test("the original's positional form sets all three numbers", async () => {
    const stub = await aStub(silence);
    const client = aClient(stub, 2, 10, 0.05);

    await expect(Promise.all([client.getData("a"), client.getData("b")])).rejects.toThrow(
      "timed out",
    );
    expect(stub.connections()).toBe(2);
  });

  test("a limit longer than a timer can hold is no limit, not an immediate one", async () => {
    const stub = await aStub(miss);

    const client = aClient(stub, { connectionTimeout: 1e9, networkTimeout: 1e9 });

    expect(await client.getData("k")).toMatchObject({ lock: true });
  });

  test("an aborted signal ends a call in flight and one that waits for a connection", async () => {
    const stub = await aStub(silence);
    const stop = new AbortController();
    const client = aClient(stub, { signal: stop.signal });
    const calls = [client.getData("a"), client.getData("b")].map((call) =>
      call.catch((r: unknown) => r),
    );
    await stub.request(1);

    stop.abort(new Error("enough"));

    expect(await Promise.all(calls)).toEqual([new Error("enough"), new Error("enough")]);
  });
});
