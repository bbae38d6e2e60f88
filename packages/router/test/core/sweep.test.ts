import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { aRouter } from "../support/a-router.js";
import { cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

test("metrics of many hosts that expire together are removed at one look, over some turns", async () => {
  const { core } = await aRouter();
  const { input } = core;
  const hosts = Array.from({ length: 3_000 }, (_, at) => [`h${at}`, { load: 1 }]);
  input.timestamped.put(Object.fromEntries(hosts));
  input.timestamped.setTimeoutMs(1e-6);
  core.look();
  expect(input.counts().hosts).toBeGreaterThan(1_000);
  for (let turn = 0; turn < 4; turn++)
    await new Promise<void>((resolve) => void systemClock.soon(resolve));
  expect(input.counts().hosts).toBe(0);
});
