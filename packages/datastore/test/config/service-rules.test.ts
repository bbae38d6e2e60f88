import { expect, test } from "@jest/globals";
import { readConfig } from "../support/a-datastore.js";

const TLS = ["tls.server_cert=a", "tls.server_key=b", "tls.client_ca=c"];

test("certificate, key and authorities are all that must be set", async () => {
  expect((await readConfig(TLS)).port).toBe(4334);
});

test.each([
  [[], "tls.server_cert, tls.server_key and tls.client_ca are all needed"],
  [[...TLS, "path_prefix=om"], "path_prefix"],
  [[...TLS, "path_prefix=/om/"], "path_prefix"],
  [[...TLS, "public_url=store.example.net"], "public_url"],
  [[...TLS, "public_url=https://store.example.net/"], "public_url"],
  [[...TLS, "public_url=https://user@store.example.net"], "public_url"],
  [[...TLS, "access.whitelist_url=http://lists.example.net/list"], "access.whitelist_url"],
  [[...TLS, "access.whitelist_cache=x"], "access.whitelist_cache"],
  [[...TLS, 'access.writers=["tool"]'], 'access.writers has "tool"'],
  [[...TLS, "retention.purge_interval=0"], "retention.purge_interval must be at least 1s"],
  [[...TLS, "store.backend=postgresql"], "store.url"],
])("%j is refused", async (sets, problem) => {
  await expect(readConfig(sets)).rejects.toThrow(problem);
});

test.each([
  "postgresql://a:hidden@db.example.net/x",
  "postgresql://db.example.net/x?password=hidden",
])("a password in %j is refused, and not shown", async (url) => {
  const reading = readConfig([...TLS, "store.backend=postgresql", `store.url=${url}`]);
  const message = await reading.then(String, String);
  expect(message).toContain("store.url holds a password");
  expect(message).not.toContain("hidden");
});
