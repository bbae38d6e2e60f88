import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { aManager, closeAfterEach } from "./support/a-manager.js";
import { post } from "./support/raw-client.js";

closeAfterEach();

test("the calls of the README are answered as it says, each on a connection of its own", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const calls = [
    ...readme.matchAll(/^curl -s http:\/\/127\.0\.0\.1:8182(\S+) -d '(.*)'\n# (.*)$/gm),
  ];
  expect(calls).toHaveLength(4);
  const { connect } = await aManager({ clock: new FakeClock() });
  for (const [, path = "", body = "", answer] of calls) {
    const client = await connect();
    expect((await client.ask(post(path, body))).body).toBe(answer);
    client.socket.destroy();
  }
});
