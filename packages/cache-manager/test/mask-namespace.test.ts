import { expect, test } from "@jest/globals";
import { maskNamespace } from "../src/mask-namespace.js";

test("shows the prefix of all plugins, three characters and a digest: the same for the same, another for another", () => {
  const masked = maskNamespace("PLUGIN#check_vsphere");
  expect(masked).toMatch(/^PLUGIN#che\*\*\*#[0-9a-f]{6}$/);
  expect(maskNamespace("PLUGIN#check_vsphere")).toBe(masked);
  expect(maskNamespace("PLUGIN#check_azure")).not.toBe(masked);
});

test("of a short name at most half is shown", () => {
  expect(maskNamespace("")).toMatch(/^\*\*\*#[0-9a-f]{6}$/);
  expect(maskNamespace("PLUGIN#x")).toMatch(/^PLUGIN#\*\*\*#/);
  expect(maskNamespace("ab")).toMatch(/^a\*\*\*#/);
  expect(maskNamespace("abcde")).toMatch(/^ab\*\*\*#/);
});
