import { describe, expect, test } from "@jest/globals";
import { StateManagerClient, StateManagerHelper, StateManagerStoreError } from "../src/index.js";
import { clientFixture } from "./client-fixture.js";
import { reply, type Answer, type StubServer } from "./stub-server.js";

const { aStub, closing } = clientFixture();

async function aClient(...answers: Answer[]): Promise<[StateManagerClient, StubServer]> {
  const stub = await aStub(...answers);
  return [closing(new StateManagerClient(stub.host, stub.port, "ns")), stub];
}

describe("storeData", () => {
  test("sends key and data as given, with the timestamp of the data", async () => {
    const [client, stub] = await aClient(reply("ok, not even JSON"));

    await client.storeData("key", "data", 99, 123_456_747.5);

    expect((await stub.request(1)).line).toBe("POST /store_data HTTP/1.1");
    expect((await stub.request(1)).body).toBe(
      '{"namespace":"ns","key":"key","data":"data","ttl":99,"timestamp":123456747.5}',
    );
  });

  test.each([undefined, 0])("takes the time of now for the timestamp %p", async (timestamp) => {
    const [client, stub] = await aClient(reply('"ok"'));
    const before = Date.now() / 1000;

    await client.store_data("key", "data", 99, timestamp);

    const sent = (await stub.request(1)).json as { timestamp: number };
    expect(sent.timestamp).toBeGreaterThanOrEqual(before);
    expect(sent.timestamp).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test.each([99, Buffer.from("x"), null])("refuses %p as data before sending", async (data) => {
    const [client, stub] = await aClient(reply('"ok"'));

    // The type forbids it; a plugin in plain JavaScript may still do it.
    await expect(client.storeData("key", data as unknown as string, 9)).rejects.toThrow(TypeError);
    expect(stub.connections()).toBe(0);
  });

  test("reports a refusal with code, reason and body", async () => {
    const [client] = await aClient(reply("fail", "500 Server Error"));

    const call = client.storeData("key", "data", 9);

    await expect(call).rejects.toThrow("500: Server Error - fail");
    await expect(call).rejects.toBeInstanceOf(StateManagerStoreError);
  });
});

describe("fetchData", () => {
  test("returns the stored text", async () => {
    const [client, stub] = await aClient(reply({ other: "foo", data: "" }), reply({ data: "x" }));

    expect(await client.fetchData("key")).toBe("");
    expect(await client.fetch_data("key")).toBe("x");
    expect((await stub.request(1)).body).toBe('{"namespace":"ns","key":"key"}');
    expect((await stub.request(1)).line).toBe("POST /fetch_data HTTP/1.1");
  });

  test("returns null for a key that is not there", async () => {
    const [client] = await aClient(reply("", "404 Not Found"));

    expect(await client.fetchData("key")).toBeNull();
  });

  test.each([
    [reply("fail", "500 Server Error"), "500: Server Error - fail"],
    [reply("fubar"), "Unable to process response ("],
    [reply({ other: 1 }), "Unable to process response (no data in it) - {"],
  ])("reports what it cannot use", async (answer, text) => {
    const [client] = await aClient(answer);

    const call = client.fetchData("key");

    await expect(call).rejects.toThrow(text);
    await expect(call).rejects.toBeInstanceOf(StateManagerStoreError);
  });

  test("reports a server that is not there", async () => {
    const [client, stub] = await aClient();
    await stub.close();

    const call = client.fetchData("key");

    await expect(call).rejects.toThrow("Failed to connect to state manager: connect ECONNREFUSED");
    await expect(call).rejects.toBeInstanceOf(StateManagerStoreError);
  });
});

describe("StateManagerHelper", () => {
  test("finds its server in the environment", async () => {
    const stub = await aStub(reply('"ok"'), reply({ data: "x" }));
    const helper = closing(
      new StateManagerHelper({
        env: () => ({
          OPSVIEW_STATE_MANAGER_HOST: stub.host,
          OPSVIEW_STATE_MANAGER_PORT: String(stub.port),
          OPSVIEW_STATE_MANAGER_NAMESPACE: "token",
        }),
      }),
    );

    await helper.store_data("key", "x", 9);

    expect(await helper.fetch_data("key")).toBe("x");
    expect((await stub.request(1)).json).toMatchObject({ namespace: "token", key: "key" });
    expect(stub.connections()).toBe(1);
  });

  test("says what is missing", async () => {
    const helper = new StateManagerHelper({ env: () => ({}) });

    await expect(helper.fetchData("key")).rejects.toThrow("State manager host is required");
  });
});
