import { expect, test } from "@jest/globals";
import { aManager, closeAfterEach } from "./support/a-manager.js";
import { get, post } from "./support/raw-client.js";

closeAfterEach();

const target = { namespace: "demo", key: "k" };

test("with a debug log each call is one line: what plugins call, and what people call", async () => {
  const { connect, log } = await aManager();
  const client = await connect();
  const calls = [
    post("/get_data", target),
    post("/set_data", { ...target, data: "v" }),
    post("/set_data", { ...target, data: 1 }),
    post("/delete_data", target),
    post("/release_lock", target),
    post("/renew_lock", target),
    post("/list_keys", { namespace: "demo" }),
    post("/list_locks", { namespace: "demo" }),
    post("/list_keys", { namespace: "demo", limit: 0 }),
    get("/status"),
  ];
  for (const call of calls) await client.ask(call);
  const traced = log.events.filter(({ level }) => level === "debug");
  expect(traced.map(({ message }) => message)).toEqual([
    "/get_data: empty",
    "/set_data: stored",
    "/set_data: invalid_argument: field data is 1, expected a string",
    "/delete_data: deleted",
    "/release_lock: not the holder",
    "/renew_lock: not the holder",
    "/list_keys: 0 shown",
    "/list_locks: 0 shown",
    "/list_keys: invalid_argument: field limit is 0, expected 1 to 1000",
    "/status: shown",
  ]);
});
