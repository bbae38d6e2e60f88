import { describe, expect, test } from "@jest/globals";
import { httpApi, readFlatObject, STATUS_FIELDS, type ApiField } from "../src/index.js";

const names = (fields: readonly ApiField[]): string[] => fields.map(({ name }) => name);

describe("the declared interface", () => {
  test("names each endpoint once", () => {
    const paths = httpApi.map(({ method, path }) => `${method} ${path}`);
    expect(paths).toEqual([
      "POST /get_data",
      "POST /set_data",
      "POST /delete_data",
      "POST /release_lock",
      "POST /renew_lock",
      "POST /list_keys",
      "POST /list_locks",
      "GET /status",
    ]);
  });

  test.each(httpApi)("$path says what it does, each field once, in whole sentences", (endpoint) => {
    expect(endpoint.summary).toMatch(/^[A-Z].*\.$/);
    for (const fields of [endpoint.request, endpoint.reply]) {
      expect(new Set(names(fields)).size).toBe(fields.length);
      for (const { meaning } of fields) expect(meaning).toMatch(/\.$/);
    }
  });

  test.each(httpApi.filter(({ example }) => example !== undefined))(
    "$path: its example is made of declared fields",
    ({ request, reply, example }) => {
      const sent = readFlatObject(Buffer.from(example?.request ?? ""))
        .entries()
        .map(([name]) => name);
      expect(names(request)).toEqual(expect.arrayContaining(sent));
      const answered: unknown = JSON.parse(example?.reply ?? "");
      if (typeof answered === "object" && answered !== null) {
        expect(names(reply)).toEqual(expect.arrayContaining(Object.keys(answered)));
      }
    },
  );

  test("the status begins with the eight documented fields", () => {
    expect(Object.keys(STATUS_FIELDS).slice(0, 8)).toEqual([
      "ref",
      "uptime",
      "cache_items",
      "peers",
      "available_peer_refs",
      "cache_size",
      "cache_percent",
      "max_item_size",
    ]);
    expect(names(httpApi.at(-1)?.reply ?? [])).toEqual(Object.keys(STATUS_FIELDS));
  });
});
