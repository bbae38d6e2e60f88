import { describe, expect, test } from "@jest/globals";
import { commonReplies, restApi } from "../../src/rest/rest-api.js";
import type { RestRoute } from "../../src/rest/rest-route.js";
import { ingestRoutes } from "../../src/rest/ingest-routes.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aRestApi, KEY, ROUTING, type RestApi } from "./support/a-rest-api.js";

cleanUpAfterEach();

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"];
const nameOf = ({ method, path }: RestRoute): string => `${method} ${path}`;
const isIngest = (route: RestRoute): boolean =>
  ingestRoutes.some((other) => nameOf(other) === nameOf(route));
const own = restApi.filter((route) => !isIngest(route));

/** A request that each route answers with success. */
const examples: Record<string, { path?: string; body?: string | object }> = {
  "GET /v1/selection_input{/path*}": { path: "/v1/selection_input/list" },
  "PUT /v1/selection_input{/path*}": { path: "/v1/selection_input/a", body: "1" },
  "POST /v1/selection_input{/path*}": { path: "/v1/selection_input", body: { a: 1 } },
  "DELETE /v1/selection_input{/path*}": { path: "/v1/selection_input/list" },
  "GET /v2/selection_input{/path*}": { path: "/v2/selection_input" },
  "PUT /v2/selection_input{/path*}": { path: "/v2/selection_input/a", body: "1" },
  "POST /v2/selection_input{/path*}": { path: "/v2/selection_input/list", body: "1" },
  "DELETE /v2/selection_input{/path*}": { path: "/v2/selection_input" },
  "PUT /v1/subnets": { body: { "10.0.0.0/8": "ten" } },
  "GET /v1/subnets/byKey{/path*}": { path: "/v1/subnets/byKey/192.0.2.0/24" },
  "DELETE /v1/subnets/byKey{/path*}": { path: "/v1/subnets/byKey/192" },
  "GET /v1/subnets/byValue{/path*}": { path: "/v1/subnets/byValue/office" },
  "DELETE /v1/subnets/byValue{/path*}": { path: "/v1/subnets/byValue/office" },
  "PUT /v1/lua{/path*}": { path: "/v1/lua/a/b.lua", body: "return 1" },
  "DELETE /v1/lua{/path*}": { path: "/v1/lua/there.lua" },
  "PUT /v1/lua/debug": { body: "return 1" },
  "PUT /v2/configuration": { body: {} },
  "PUT /v2/validate_configuration": { body: {} },
  "PUT /v1/config": { body: ROUTING },
  "POST /v1/explain": { body: { url: "/a" } },
};

const barePath = (path: string): string => path.replace("{/path*}", "");

async function aFilledApi(): Promise<RestApi> {
  const api = await aRestApi();
  api.core.input.plain.replace([], { list: [1] });
  api.core.input.timestamped.put({ "cache-1": { hardware_metrics: { cpu_load5: 1 } } });
  api.core.subnets.put({ "192.0.2.0/24": "office" });
  api.core.lua.files.set("there.lua", "");
  return api;
}

describe("the declared interface", () => {
  test("names each endpoint once, in whole sentences, with its replies", () => {
    expect(new Set(restApi.map(nameOf)).size).toBe(restApi.length);
    for (const { summary, parameters, request, replies } of restApi) {
      const meanings = [...parameters, ...replies].map(({ meaning }) => meaning);
      for (const sentence of [summary, request || ".", ...meanings])
        expect(sentence).toMatch(/\.$/);
      expect(replies.length).toBeGreaterThan(0);
    }
  });

  test.each(own.map((route) => [nameOf(route), route] as const))(
    "%s answers as declared",
    async (name, { method, path, replies }) => {
      const { ask } = await aFilledApi();
      const example = examples[name] ?? {};
      const sent = example.body === undefined ? {} : { body: example.body };
      const { status, headers } = await ask(method, example.path ?? barePath(path), sent);
      expect(status).toBeLessThan(300);
      expect(replies.map((reply) => reply.status)).toContain(status);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("x-service-identity")).toBe("router-1");
    },
  );

  test.each([...new Set(restApi.map(({ path }) => path))])(
    "%s answers no method that is not declared",
    async (path) => {
      const { ask } = await aRestApi();
      const atPath = restApi.filter((route) => fits(route.path, barePath(path)));
      const declared = new Set<string>(atPath.map(({ method }) => method)).add("OPTIONS");
      if (declared.has("GET")) declared.add("HEAD");
      for (const method of METHODS.filter((name) => !declared.has(name))) {
        const { status, headers } = await ask(method, barePath(path));
        expect([method, status]).toEqual([method, 405]);
        expect(headers.get("allow")?.split(", ")).toEqual([...declared].sort());
      }
    },
  );

  test.each([
    "/",
    "/v1",
    "/v2/config",
    "/v1/configuration",
    "/v1/subnets/x",
    "/V1/config",
    "//v1/config",
  ])("%s is not declared, so nothing answers there", async (path) => {
    const { ask } = await aRestApi();
    for (const method of METHODS.filter((name) => name !== "HEAD")) {
      const { status, value } = await ask(method, path);
      expect([status, value]).toEqual([404, "there is no such path"]);
    }
  });

  test.each(restApi.map((route) => [nameOf(route), route] as const))(
    "%s needs the key as declared",
    async (_name, { method, path, key }) => {
      const { ask } = await aRestApi({ requiresKeyForMetrics: true });
      const { status } = await ask(method, barePath(path), { key: null });
      if (key === "open") expect(status).not.toBe(401);
      else expect(status).toBe(401);
      expect(commonReplies.map((reply) => reply.status)).toContain(401);
    },
  );

  test.each(ingestRoutes.map((route) => [nameOf(route), route] as const))(
    "%s is not answered here but in front of express",
    async (_name, { method, path }) => {
      const { ask } = await aRestApi();
      const { status, value } = await ask(method, path, { key: KEY, body: {} });
      expect([status, value]).toEqual([404, `send it to ${path}`]);
    },
  );
});

const fits = (pattern: string, path: string): boolean =>
  pattern.endsWith("{/path*}") ? `${path}/`.startsWith(`${barePath(pattern)}/`) : pattern === path;
