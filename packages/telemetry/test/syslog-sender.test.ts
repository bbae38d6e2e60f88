import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import type { LinkEvents } from "../src/syslog-link.js";
import { SyslogSender } from "../src/syslog-sender.js";

/** A sender whose links are opened, filled and broken by the test. */
function aSender(options: { maxQueuedLines?: number } = {}) {
  const clock = new FakeClock();
  const links: { events: LinkEvents; sent: string[]; isFull: boolean; ended: boolean }[] = [];
  let dropped = 0;
  const sender = new SyslogSender({
    clock,
    random: () => 1,
    maxQueuedLines: options.maxQueuedLines ?? 10,
    minRetryMs: 100,
    maxRetryMs: 1000,
    connectTimeoutMs: 5000,
    flushTimeoutMs: 2000,
    onDropped: () => dropped++,
    open: (events) => {
      const link = { events, sent: [] as string[], isFull: false, ended: false };
      links.push(link);
      return {
        send: (line) => {
          link.sent.push(line.toString());
          return !link.isFull;
        },
        end: () => {
          link.ended = true;
          events.closed();
        },
        destroy: () => events.closed(),
      };
    },
  });
  const link = (index: number) => {
    const found = links[index];
    if (found === undefined) throw new Error(`no link ${index}`);
    return found;
  };
  return {
    clock,
    sender,
    links,
    link,
    dropped: () => dropped,
    send: (...lines: string[]) => lines.forEach((line) => sender.send(Buffer.from(line))),
  };
}

describe("SyslogSender", () => {
  test("lines wait for the link and leave in order", () => {
    const { send, link } = aSender();
    send("a", "b");
    expect(link(0).sent).toEqual([]);
    link(0).events.opened();
    send("c");
    expect(link(0).sent).toEqual(["a", "b", "c"]);
  });

  test("past its bound the queue loses the oldest and counts it", () => {
    const { send, link, dropped } = aSender({ maxQueuedLines: 2 });
    send("a", "b", "c", "d");
    link(0).events.opened();
    expect(link(0).sent).toEqual(["c", "d"]);
    expect(dropped()).toBe(2);
  });

  test("a full link is not written to until it drains", () => {
    const { send, link } = aSender();
    link(0).events.opened();
    link(0).isFull = true;
    send("a", "b");
    expect(link(0).sent).toEqual(["a"]);
    link(0).events.drained();
    expect(link(0).sent).toEqual(["a", "b"]);
  });

  test("a broken link is opened again, later each time up to the bound, soon again after success", () => {
    const { clock, links, link } = aSender();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const startMs = clock.monotonicMs();
      link(attempt).events.closed();
      while (links.length === attempt + 1) clock.advance(50);
      waits.push(clock.monotonicMs() - startMs);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    link(6).events.opened();
    link(6).events.closed();
    clock.advance(100);
    expect(links).toHaveLength(8);
  });

  test("a link that does not open in time is given up", () => {
    const { clock, links } = aSender();
    clock.advance(5000);
    clock.advance(100);
    expect(links).toHaveLength(2);
  });

  test("closing sends what is queued first and leaves no timer", async () => {
    const { sender, send, link, clock, dropped } = aSender();
    send("a");
    const closed = sender.close();
    link(0).events.opened();
    await closed;
    expect(link(0)).toMatchObject({ sent: ["a"], ended: true });
    expect(clock.pendingTimers).toBe(0);
    send("late");
    expect(dropped()).toBe(1);
  });

  test("closing gives up at its bound and counts what is lost", async () => {
    const { sender, send, link, clock, dropped } = aSender();
    send("a", "b");
    const closed = sender.close();
    clock.advance(2000);
    await closed;
    expect(link(0).sent).toEqual([]);
    expect(dropped()).toBe(2);
    expect(clock.pendingTimers).toBe(0);
  });

  test("closing while the receiver is away does not wait for it", async () => {
    const { sender, link, clock } = aSender();
    link(0).events.closed();
    await sender.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
