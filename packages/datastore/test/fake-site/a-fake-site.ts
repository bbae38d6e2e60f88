import { afterEach } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { fakeSite, type FakeSite } from "../../src/fake-site/fake-site.js";
import {
  startFakeSites,
  type FakeSitesOptions,
  type RunningFakeSites,
} from "../../src/fake-site/start-fake-sites.js";

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Stores of made-up sites on loopback, until the test ends. */
export async function runningSites(
  sites: readonly Partial<FakeSite>[] = [{}],
  options: Partial<FakeSitesOptions> = {},
): Promise<RunningFakeSites> {
  const running = await startFakeSites({
    sites: sites.map((site) => fakeSite(site)),
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    ...options,
  });
  cleanUps.push(() => running.close());
  return running;
}
