import { expect, test } from "@jest/globals";
import { instantFromMs, readTelegrafJson } from "../../src/index.js";
import { ARRIVAL_MS, parse } from "../parse-fixture.js";
import { SEED_HOSTS, SEED_LINES } from "../seed-sample.js";
import { aStore } from "./store-fixture.js";

/** What travels: JSON text, whatever the prototypes. */
const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("the agent's samples give exactly the numbers of the router's documentation", () => {
  const { store } = aStore();
  const { hosts, counts } = store.write(parse(SEED_LINES).all);
  expect(asSent(hosts)).toEqual(SEED_HOSTS);
  expect(counts.ok + counts.duplicate).toBe(9);
});

test("the same samples in any split give the same object once merged", () => {
  const { store } = aStore();
  for (const point of parse(SEED_LINES).all) store.write([point]);
  expect(asSent({ "cache-1": store.tree("cache-1") })).toEqual(SEED_HOSTS);
});

test("the same samples as a JSON batch give the same object", () => {
  const metrics = parse(SEED_LINES).all.map(({ series, fields, time }) => ({
    name: series.measurement,
    tags: Object.fromEntries(series.tags.map(({ key, value }) => [key, value])),
    fields: Object.fromEntries(fields.map(({ key, value }) => [key, value])),
    timestamp: time.seconds,
  }));
  const arrival = instantFromMs(ARRIVAL_MS);
  const { points } = readTelegrafJson(asSent({ metrics }), { arrival });
  const { store } = aStore();
  expect(asSent(store.write(points).hosts)).toEqual(SEED_HOSTS);
});
