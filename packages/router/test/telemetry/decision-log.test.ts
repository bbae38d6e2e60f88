import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { NO_HOST_ANSWER } from "../../src/content/answer.js";
import { explain } from "../../src/core/explain.js";
import { DecisionLog } from "../../src/telemetry/decision-log.js";
import { aRouter } from "../support/a-router.js";
import { aStartedRouter } from "../support/a-started-router.js";
import { OVERLOAD_DOCUMENT } from "../support/documents.js";
import { cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

const json = (value: unknown) => ({ method: "PUT", body: JSON.stringify(value) });
const NO_PANIC = { settings: { health: { panicThreshold: 1 } } };

describe("where clients are sent is logged", () => {
  test("with reasons for the share that is asked for, without the token", async () => {
    const { ask, log } = await aStartedRouter({ sets: ["trace_sample=1", "log.level=notice"] });
    await ask("rest", "/v1/config", json({ ...OVERLOAD_DOCUMENT, ...NO_PANIC }));
    await ask("content", "/a.m3u8?token=hush&x=1");
    const lines = log.events.filter(({ event }) => event === "decided");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: "notice" });
    expect(lines[0]?.message).toMatch(
      /^127\.0\.0\.1 - - \[.*\] "GET \/a\.m3u8\?token=.*&x=1 HTTP\/1\.1" 302 0 "-" "-" to http:\/\/offload\.example\.net: /,
    );
    expect(lines[0]?.message).toContain("dont_overload_cache chosen");
    expect(lines[0]?.message).toContain("closed by cpu_load_ok() = 0");
    expect(lines[0]?.message).not.toContain("hush");
  });

  test("no more often than twenty times a second; the next line tells how many were left out", async () => {
    const { core, log } = await aRouter(OVERLOAD_DOCUMENT);
    const clock = new FakeClock();
    const decisions = new DecisionLog({ core, clock, log, share: 1, random: () => 0 });
    const verdict = core.state.reader.read({
      method: "GET",
      target: "/x",
      rawHeaders: ["Host", "tv.example"],
      peerAddress: "192.0.2.7",
      isEncrypted: false,
      httpVersion: "1.1",
    });
    if (verdict.kind !== "request") throw new Error("the request was refused");
    const noteMany = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) decisions.note(verdict.request, 0.5, NO_HOST_ANSWER);
      await explain(core, { url: "/x" }, () => 0);
    };
    const lines = () => log.events.filter(({ event }) => event === "decided");
    await noteMany(50);
    expect(lines()).toHaveLength(20);
    clock.advance(1_000);
    await noteMany(1);
    expect(lines().map(({ fields }) => fields?.skipped)).toEqual([
      ...Array.from({ length: 20 }, () => undefined),
      30,
    ]);
  });

  test("for every request while the level is debug, and by default for none", async () => {
    const { ask, log } = await aStartedRouter();
    await ask("rest", "/v1/config", json(OVERLOAD_DOCUMENT));
    await ask("content", "/debug");
    log.setLevel("notice");
    await ask("content", "/quiet");
    const lines = log.events.filter(({ event }) => ["routed", "decided"].includes(event));
    expect(lines.map(({ message }) => message)).toEqual([
      expect.stringMatching(/"GET \/debug HTTP\/1\.1" 302 .* to http:\/\/offload\.example\.net$/),
    ]);
  });

  test("as an access log by its switch alone, at the level that is logged by default", async () => {
    const { ask, log } = await aStartedRouter();
    const tuning = { general: { accessLog: true } };
    await ask("rest", "/v1/config", json({ ...OVERLOAD_DOCUMENT, tuning }));
    await ask("content", "/x");
    const lines = log.events.filter(({ event }) => event === "access");
    expect(lines).toEqual([
      expect.objectContaining({ level: "notice", message: expect.stringMatching(/"GET \/x /) }),
    ]);
  });
});
