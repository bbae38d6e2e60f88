import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { AccessLists } from "../../src/access/access-lists.js";
import { WhitelistCache } from "../../src/access/whitelist-cache.js";
import { pauseMs, WhitelistFeed } from "../../src/access/whitelist-feed.js";
import { aFolder, atEnd, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const DAY_MS = 86_400_000;
const urn = (name: string): string => `urn:publicid:IDN+ch.example.net+tool+${name}`;
const list = (...names: string[]): string => JSON.stringify(names.map(urn));

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** A server of lists that answers as it is told. The scheme is the settings' matter, so plain HTTP will do here. */
async function aPublisher() {
  const asked: IncomingMessage[] = [];
  const state: { answer: Answer } = { answer: (_req, res) => res.end(list("a")) };
  const server = createServer((req, res) => {
    asked.push(req);
    state.answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return Object.assign(state, { asked, url: `http://127.0.0.1:${port}/lists/main?format=json` });
}

async function aFeed(publisher: { url: string }, cacheFile?: string, clock = new FakeClock()) {
  const log = new MemoryLogger();
  const outcomes: string[] = [];
  const lists = new AccessLists({
    clock,
    log,
    writers: [],
    onOutcome: (_source, outcome) => outcomes.push(outcome),
  });
  const feed = new WhitelistFeed({
    url: publisher.url,
    pollMs: DAY_MS,
    lists,
    clock,
    random: () => 0,
    ...(cacheFile !== undefined && { cache: new WhitelistCache(cacheFile) }),
  });
  atEnd(() => feed.stop());
  await feed.start();
  const admits = (name: string): boolean => lists.current.find([urn(name)]) !== undefined;
  return { feed, lists, log, clock, outcomes, admits };
}

const status =
  (code: number, text = ""): Answer =>
  (_req, res) => {
    res.statusCode = code;
    res.end(text);
  };

describe("a list that is polled", () => {
  test("is in force when the datastore starts, and asked for with its path and query", async () => {
    const publisher = await aPublisher();
    const { admits } = await aFeed(publisher);
    expect([admits("a"), admits("b")]).toEqual([true, false]);
    expect(publisher.asked[0]?.url).toBe("/lists/main?format=json");
  });

  test("is not sent again while it stays the same", async () => {
    const publisher = await aPublisher();
    publisher.answer = (req, res) => {
      res.setHeader("ETag", '"v1"');
      if (req.headers["if-none-match"] === '"v1"') res.statusCode = 304;
      res.end(res.statusCode === 304 ? undefined : list("a"));
    };
    const { feed, lists, clock, outcomes, admits } = await aFeed(publisher);
    clock.advance(1_000);
    await feed.poll();
    expect(outcomes).toEqual(["changed", "unchanged"]);
    expect(lists.ageMs("url")).toBe(0);
    expect(admits("a")).toBe(true);
  });

  test("is replaced by a newer one", async () => {
    const publisher = await aPublisher();
    const { feed, admits } = await aFeed(publisher);
    publisher.answer = (_req, res) => res.end(list("b"));
    await feed.poll();
    expect([admits("a"), admits("b")]).toEqual([false, true]);
  });

  test.each<[string, Answer]>([
    ["missing", status(404)],
    ["an error", status(500, list("evil"))],
    ["an answer without content", status(204)],
    ["a redirect", (_req, res) => res.writeHead(302, { Location: "/evil" }).end()],
    ["304 that nobody asked for", status(304)],
    ["empty", (_req, res) => res.end("")],
    ["a list of nobody", (_req, res) => res.end("[]")],
    ["garbage", (_req, res) => res.end("<html>evil</html>")],
    ["undefined", (_req, res) => res.end("undefined")],
    ["not UTF-8", (_req, res) => res.end(Buffer.from([0x5b, 0xff, 0x5d]))],
    ["cut in the middle of a text", (_req, res) => res.end(list("a", "evil").slice(0, -3))],
    [
      "cut on the way",
      (_req, res) => {
        res.setHeader("Content-Length", 1000);
        res.write(list("evil"));
        res.socket?.end();
      },
    ],
    [
      "cut on the way in chunks",
      (_req, res) => {
        res.write(list("evil"));
        setImmediate(() => res.destroy());
      },
    ],
    ["100 MB", (_req, res) => sendMegabytes(res, 100)],
    [
      "older than the one before",
      (_req, res) => {
        res.setHeader("Last-Modified", "Sat, 01 Jan 2022 00:00:00 GMT");
        res.end(list("evil"));
      },
    ],
  ])("that is %s is refused: the last good one stays, and grows old", async (_name, answer) => {
    const publisher = await aPublisher();
    publisher.answer = (_req, res) => {
      res.setHeader("Last-Modified", "Sun, 01 Jan 2023 00:00:00 GMT");
      res.end(list("a"));
    };
    const { feed, lists, log, clock, admits } = await aFeed(publisher);
    publisher.answer = answer;
    clock.advance(5_000);
    await expect(feed.poll()).rejects.toThrow();
    expect([admits("a"), admits("evil"), lists.current.size]).toEqual([true, false, 1]);
    expect(lists.ageMs("url")).toBe(5_000);
    expect(log.events.at(-1)).toMatchObject({ level: "error", event: "whitelist_refused" });
    expect(log.events.at(-1)?.message).toMatch(/found good 5 s ago, stays in force\.$/);
  });

  test.each([
    [0, 0, DAY_MS],
    [0, 0.5, 0.95 * DAY_MS],
    [1, 0, 60_000],
    [1, 0.5, 45_000],
    [2, 0, 120_000],
    [3, 0, 240_000],
    [30, 0, DAY_MS],
    [2000, 0.5, 0.75 * DAY_MS],
  ])("after %i failures and with chance %d is asked for in %d ms", (failures, random, ms) => {
    expect(pauseMs(failures, DAY_MS, random)).toBe(ms);
  });

  test("is asked for again when its time has come", async () => {
    const publisher = await aPublisher();
    const { clock, admits, feed } = await aFeed(publisher);
    const taken = new Promise<void>((resolve) => {
      publisher.answer = (_req, res) => {
        res.end(list("b"));
        res.on("finish", resolve);
      };
    });
    clock.advance(DAY_MS);
    await taken;
    await feed.poll();
    expect([publisher.asked.length, admits("b")]).toEqual([3, true]);
  });
});

describe("a list that is kept", () => {
  test("is in force at the next start, with its age, although nobody answers", async () => {
    const cacheFile = join(await aFolder(), "list.json");
    const publisher = await aPublisher();
    const first = await aFeed(publisher, cacheFile);
    first.feed.stop();
    expect((await stat(cacheFile)).mode & 0o777).toBe(0o600);
    publisher.answer = status(500);
    const clock = new FakeClock({ wallMs: first.clock.wallMs() + 7_000 });
    const { admits, lists } = await aFeed(publisher, cacheFile, clock);
    expect(admits("a")).toBe(true);
    expect(lists.ageMs("url")).toBe(7_000);
  });

  test.each([
    ["damaged", () => "{"],
    ["of another URL", (text: string) => text.replace("lists/main", "lists/other")],
    ["with a list that cannot be read", (text: string) => text.replace("urn:publicid", "urn:x")],
  ])("is asked for anew when the file is %s", async (_name, damage) => {
    const cacheFile = join(await aFolder(), "list.json");
    const publisher = await aPublisher();
    const first = await aFeed(publisher, cacheFile);
    first.feed.stop();
    await writeFile(cacheFile, damage(await readFile(cacheFile, "utf8")));
    publisher.answer = (_req, res) => res.end(list("b"));
    const { admits } = await aFeed(publisher, cacheFile);
    expect([admits("a"), admits("b")]).toEqual([false, true]);
  });
});

function sendMegabytes(res: ServerResponse, megabytes: number): void {
  const piece = Buffer.alloc(1_000_000, " ");
  const send = (left: number): void => {
    if (left === 0) res.end(list("evil"));
    else res.write(piece, () => send(left - 1));
  };
  send(megabytes);
}
