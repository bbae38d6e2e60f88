import { expect, test } from "@jest/globals";
import type { AnswerStore } from "../../src/api/collector-options.js";
import type { AlertState } from "../../src/alerts/alert-state.js";
import { anApi, NOW_MS, NOW_US } from "./an-api.js";

const untouched = {} as AnswerStore;
const aState = (more: Partial<AlertState>): AlertState => ({
  rule: "load",
  source: "site",
  objectType: "node",
  event: "cpu_util",
  objectId: "n1",
  level: "ok",
  isMissing: false,
  value: 12.5,
  tsUs: NOW_US,
  sinceMs: NOW_MS,
  ...more,
});
const states = [
  aState({}),
  aState({ objectId: "n2", level: "warning", value: 80 }),
  aState({ objectId: "n3", level: "critical", source: "other" }),
  aState({ objectId: "n4", level: "unknown", isMissing: true, value: NaN, tsUs: -Infinity }),
  aState({ objectId: "n5", level: "critical", rule: "space", sinceMs: NOW_MS + 1 }),
];

async function idsOf(query: string): Promise<readonly string[]> {
  const api = await anApi({ store: untouched, alerts: () => states });
  const { alerts } = (await api.json(`/alerts${query}`)) as { alerts: { id: string }[] };
  return alerts.map(({ id }) => id);
}

test.each([
  ["", ["n5", "n3", "n4", "n2"]],
  ["?level=ok", ["n1"]],
  ["?level=ok&level=warning", ["n2", "n1"]],
  ["?rule=space", ["n5"]],
  ["?source=other", ["n3"]],
  ["?source=nobody", []],
])("alerts%s are told, the worst and newest first", async (query, ids) => {
  expect(await idsOf(query)).toEqual(ids);
});

test("an alert without a value says so", async () => {
  const api = await anApi({ store: untouched, alerts: () => states });
  expect(await api.json("/alerts?level=unknown")).toEqual({
    alerts: [
      {
        rule: "load",
        source: "site",
        type: "node",
        event: "cpu_util",
        id: "n4",
        level: "unknown",
        missing: true,
        value: null,
        ts: null,
        since: "2023-11-14T22:13:20.000Z",
      },
    ],
  });
});

test("a level nobody knows is refused", async () => {
  const api = await anApi({ store: untouched, alerts: () => states });
  expect((await fetch(`${api.url}/alerts?level=bad`)).status).toBe(400);
});
