import { describe, expect, test } from "@jest/globals";
import { unwrapped } from "../../src/config/older-forms.js";
import {
  readRawConfiguration,
  readRouterConfiguration,
} from "../../src/config/router-configuration.js";
import { OVERLOAD_DOCUMENT } from "../support/documents.js";

describe("a configuration that comes from the original", () => {
  test.each([
    ["as `confcli services.routing` prints it", { routing: OVERLOAD_DOCUMENT }],
    ["as `confcli services` prints it", { services: { routing: OVERLOAD_DOCUMENT } }],
    ["bare", OVERLOAD_DOCUMENT],
  ])("%s is the document inside", (_how, document) => {
    expect(unwrapped(document)).toBe(OVERLOAD_DOCUMENT);
  });

  test.each([
    [{ routing: { id: "root", members: [] } }],
    [{ routing: { host_id: "a" } }],
    [{ routing: OVERLOAD_DOCUMENT, cdns: [] }],
    [{ routing: null }],
    [{}],
    [[]],
    ["text"],
  ])("%j is taken as it is", (document) => {
    expect(unwrapped(document)).toBe(document);
  });

  test("may hold everything the product's tree has", () => {
    const { warnings } = readRouterConfiguration({
      ...OVERLOAD_DOCUMENT,
      accounts: [],
      applyConfig: true,
      dataStreams: { incoming: [], outgoing: [] },
      settings: {
        instream: {
          dashManifestRewrite: { enabled: false, sessionGroupNames: [] },
          hlsManifestRewrite: { enabled: false, sessionGroupNames: [] },
          reversedFilenameComparison: false,
        },
        usageLog: { enabled: false, logInterval: 3_600_000 },
      },
      tuning: {
        content: { cacheSizeFullManifests: 1_000 },
        general: { cpuLoadWindowSize: 10, eagerCdnSwitching: false, overloadThreshold: 32 },
        session: { idleDeactivateTimeoutMilliseconds: 20_000 },
      },
    });
    expect(warnings).toEqual([]);
  });

  test("is warned about what it asks for and does not get, and about tuning nobody knows", () => {
    const [group] = OVERLOAD_DOCUMENT.hostGroups;
    const { warnings } = readRouterConfiguration({
      ...OVERLOAD_DOCUMENT,
      hostGroups: [{ ...group, createStreamerSession: true }],
      accounts: [{ name: "a", sessionGroups: [] }],
      dataStreams: { incoming: [{ name: "s", source: "kafka" }], outgoing: [] },
      settings: {
        instream: { dashManifestRewrite: { enabled: true }, reversedFilenameComparison: false },
        usageLog: { enabled: true, logInterval: 1 },
        lua: { allowOutgoingRequests: true },
      },
      tuning: { general: { acessLog: true }, target: { attempts: 1 }, extra: {} },
    });
    expect(warnings.map(({ path }) => path)).toEqual([
      "settings.instream",
      "settings.usageLog",
      "accounts",
      "dataStreams",
      "hostGroups[0].createStreamerSession",
      "settings.lua",
      "tuning.extra",
      "tuning.general.acessLog",
      "tuning.target.attempts",
    ]);
    expect(warnings[7]?.message).toMatch(/did you mean accessLog\?/);
  });

  test("may name the proxies it trusts by their older name", () => {
    const settings = { allowedProxies: ["10.0.0.1"], trustedProxies: ["10.0.0.2"] };
    const { file } = readRouterConfiguration({ settings });
    expect(file.settings.trustedProxies).toEqual(["10.0.0.2", "10.0.0.1"]);
    expect(file.settings).not.toHaveProperty("allowedProxies");
  });

  test.each([
    [{ selectionInputMetricsTimeoutSeconds: 30 }, 30],
    [
      { selectionInputMetricsTimeoutSeconds: 30, timestampedSelectionInputTimeoutSeconds: 15.0 },
      15,
    ],
    [{ timestampedSelectionInputTimeoutSeconds: 40 }, 40],
    [{}, 15],
  ])("%j keeps metrics for %d seconds: the newer name counts", (general, seconds) => {
    const { file } = readRouterConfiguration({ tuning: { general } });
    expect(file.tuning.general.timestampedSelectionInputTimeoutSeconds).toBe(seconds);
    const raw = readRawConfiguration({ cdns: [], hosts: [], tuning: { general } });
    expect(raw.file.tuning.general.timestampedSelectionInputTimeoutSeconds).toBe(seconds);
  });

  test("may name its translation functions as the router itself does", () => {
    const { file } = readRouterConfiguration({
      translationFunctions: {
        request_translation_function: "return nil -- 1",
        session_translation_function: "return nil -- 2",
        host_request_translation_function: "return nil -- 3",
        response_translation_function: "return nil -- 4",
        response: "return nil -- newer",
      },
    });
    expect(file.translationFunctions).toEqual({
      request: "return nil -- 1",
      session: "return nil -- 2",
      hostRequest: "return nil -- 3",
      response: "return nil -- newer",
    });
  });
});
