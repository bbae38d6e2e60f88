import { expect, test } from "@jest/globals";
import { apiHandlers, collectorApi } from "../../src/api/collector-api.js";
import type { AnswerStore } from "../../src/api/collector-options.js";
import { systemClock } from "@signalbox/clock";
import { anApi, FakeControl } from "./an-api.js";

const untouched = {} as AnswerStore;

test("the description has every route that is answered, and no other", async () => {
  const api = await anApi({ store: untouched });

  const { paths, info } = (await api.json("/openapi.json")) as {
    paths: Record<string, Record<string, { operationId: string; responses: object }>>;
    info: { version: string };
  };

  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(
    collectorApi.map(({ method, path }) => `${method} ${path.replace("*}", "}")}`).sort(),
  );
  expect(info.version).toBe("1.2.3");
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { responses } of operations) expect(Object.keys(responses)).toContain("200");
});

test("every route has a handler", () => {
  const handlers = apiHandlers({
    store: untouched,
    stores: new FakeControl([]),
    clock: systemClock,
    version: "1",
  });

  expect([...handlers.keys()].sort()).toEqual(
    collectorApi.map(({ method, path }) => `${method} ${path}`).sort(),
  );
});

test("what is not ours is left to whoever comes after", async () => {
  const api = await anApi({
    store: untouched,
    after: (app) => app.get("/later", (_req, res) => void res.end("later")),
  });

  expect(await api.text("/later")).toBe("later");
  expect((await api.get("/livez")).status).toBe(200);
});
