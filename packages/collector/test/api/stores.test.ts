import { request } from "node:http";
import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { isCrossSite, isOperator } from "../../src/api/http/is-operator.js";
import type { AnswerStore } from "../../src/api/collector-options.js";
import { anApi, aReport, aStatus, type TestApi } from "./an-api.js";

const untouched = {} as AnswerStore;
const stores = [
  aStatus("site", {
    series: 4,
    lagMs: 1500,
    newestPointUs: 17,
    nextPollMs: 1_700_000_060_000,
    lastPoll: { ...aReport, outcome: "failed", problems: ["connection refused"] },
    failures: 3,
    circuit: "open",
  }),
  aStatus("a/b"),
];
const start = (api: TestApi, path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(api.url + path, { method: "POST", headers });

test("stores are listed by id with what came of their last runs", async () => {
  const api = await anApi({ store: untouched, stores });

  const reply = (await api.json("/stores")) as { stores: { id: string }[] };

  expect(reply.stores.map(({ id }) => id)).toEqual(["a/b", "site"]);
  expect(reply.stores[1]).toEqual({
    id: "site",
    type: "aggregate",
    url: "https://site.example.net:4334/info/aggregate/site",
    verifies_server: true,
    circuit: "open",
    failures: 3,
    series: 4,
    newest_point: 17,
    lag_ms: 1500,
    next_poll: "2023-11-14T22:14:20.000Z",
    last_poll: {
      started: "2023-11-14T22:13:20.000Z",
      took_ms: 12,
      outcome: "failed",
      requests: 3,
      written: 7,
      problems: ["connection refused"],
    },
  });
  expect(await api.json("/stores/a%2Fb")).toEqual(reply.stores[0]);
});

test("a run is begun, and waited for where that is wanted", async () => {
  const api = await anApi({ store: untouched, stores });

  const begun = await start(api, "/stores/site/crawl");
  const waited = await start(api, "/stores/site/poll?wait=true");

  expect([begun.status, await begun.json()]).toEqual([
    202,
    { store: "site", run: "crawl", accepted: true },
  ]);
  expect([waited.status, await waited.json()]).toEqual([
    200,
    { store: "site", run: "poll", report: expect.objectContaining({ outcome: "ok", written: 7 }) },
  ]);
  expect(api.control.runs).toEqual(["crawl site", "poll site"]);
});

test("a run that cannot be had is an error for who waits, and nothing for others", async () => {
  const api = await anApi({ store: untouched, stores });
  api.control.pollNow = () => Promise.reject(new AppError("unavailable", "closing"));

  const [waited, begun] = [
    await start(api, "/stores/site/poll?wait=true"),
    await start(api, "/stores/site/poll"),
  ];

  expect([waited.status, begun.status]).toEqual([503, 202]);
});

test.each([
  ["POST", "/stores/nobody/crawl", {}, 404],
  ["GET", "/stores/nobody", {}, 404],
  ["GET", "/stores/site/crawl", {}, 405],
  ["DELETE", "/stores", {}, 405],
  ["POST", "/stores/site/crawl", { "x-forwarded-for": "192.0.2.1" }, 403],
  ["POST", "/stores/site/crawl", { host: "rebound.example.net" }, 403],
  ["POST", "/stores/site/crawl", { origin: "https://elsewhere.example.net" }, 403],
  ["POST", "/stores/site/crawl", { "sec-fetch-site": "cross-site" }, 403],
  ["OPTIONS", "/stores/site/crawl", {}, 204],
  ["HEAD", "/stores", {}, 200],
] as const)("%s %s with %j is answered %i", async (method, path, headers, status) => {
  const api = await anApi({ store: untouched, stores });

  expect(await statusOf(api.url + path, method, headers)).toBe(status);
  expect(api.control.runs).toEqual([]);
});

/** `fetch` sets the host itself. */
function statusOf(url: string, method: string, headers: Readonly<Record<string, string>>) {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (res) => resolve(res.resume().statusCode))
      .on("error", reject)
      .end();
  });
}

const certificate = (more = {}) => ({
  subject: "",
  uris: [],
  dnsNames: [],
  validFromMs: 0,
  validToMs: 1,
  validity: "valid" as const,
  fingerprint256: "",
  serialNumber: "",
  isAuthority: false,
  ...more,
});

test.each([
  ["192.0.2.1", certificate(), "collector.example.net", true],
  ["192.0.2.1", undefined, "localhost", false],
  ["192.0.2.1", certificate({ validity: "expired" }), "localhost", false],
  ["192.0.2.1", certificate({ isAuthority: true }), "localhost", false],
  ["127.0.0.1", undefined, "localhost:4335", true],
  ["::1", undefined, "[::1]:4335", true],
  ["127.0.0.1", undefined, "collector.example.net", false],
])(
  "a caller from %s with certificate %o under the name %s: operator %s",
  (remoteAddress, shown, host, expected) => {
    const connection = { remoteAddress, clientCertificate: () => shown };

    expect(isOperator(connection, { host })).toBe(expected);
  },
);

test("a page of this very server may ask, one of another may not", () => {
  const host = "127.0.0.1:4335";

  expect(isCrossSite({ host })).toBe(false);
  expect(isCrossSite({ host, origin: `http://${host}` })).toBe(false);
  expect(isCrossSite({ host, origin: "http://127.0.0.1:9" })).toBe(true);
  expect(isCrossSite({ host, "sec-fetch-site": "same-site" })).toBe(true);
});
