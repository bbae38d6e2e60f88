import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { readRoutes } from "../../src/index.js";
import { anApi, ask, askJson, BASE_URL, VERSION } from "./ask.js";

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

// What the tests themselves check.
const describe = async (): Promise<Description> =>
  (await askJson(anApi(), "/openapi.json")) as Description;

test("every route is described once, with a name of its own", async () => {
  const { openapi, paths } = await describe();

  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const names = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  );
  expect(openapi).toBe("3.1.0");
  expect(described.sort()).toEqual(
    readRoutes.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(new Set(names).size).toBe(names.length);
});

test("every reference leads to a schema, and every schema is one", async () => {
  const description = await describe();
  const { schemas } = description.components;
  const names = [...JSON.stringify(description).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(description, "description");

  for (const [, name = ""] of names) expect(schemas).toHaveProperty(name);
  for (const name of Object.keys(schemas)) {
    expect(() => ajv.compile({ $ref: `description#/components/schemas/${name}` })).not.toThrow();
  }
});

test("routes of others are described with ours", async () => {
  const [first] = readRoutes;
  const other = first && { ...first, method: "POST" as const, path: "/ingest/info" };
  const api = anApi({ otherRoutes: other ? [other] : [] });

  expect(await askJson(api, "/openapi.json")).toMatchObject({ paths: { "/ingest/info": {} } });
});

test("every path of the declaration is answered", async () => {
  const api = anApi();
  for (const { method, path } of readRoutes) {
    const target = path.replace("{type}", "node").replace("{id}", "x");
    const heard = await ask(api, target, { method, body: "{}" });

    expect([200, 404]).toContain(heard.status);
  }
});

test("the root tells who answers and where to go on", async () => {
  expect(await askJson(anApi(), "/")).toEqual({
    service: "signalbox-datastore",
    version: VERSION,
    links: {
      info: `${BASE_URL}/info/`,
      data: `${BASE_URL}/data/`,
      description: `${BASE_URL}/openapi.json`,
    },
  });
});
