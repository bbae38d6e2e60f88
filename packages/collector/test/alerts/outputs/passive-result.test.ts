import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { passiveResult, passiveService } from "../../../src/alerts/outputs/passive-result.js";
import { aNotice } from "./a-notice.js";

describe("a passive result", () => {
  test("is one line of the external command file", () => {
    expect(passiveResult(aNotice())).toBe(
      "[1700000000] PROCESS_SERVICE_CHECK_RESULT;site-a;busy:a.example.net_node_pc1;2;" +
        "CRITICAL - cpu_util of node a.example.net_node_pc1 is 93\n",
    );
  });

  test.each([
    [{ objectType: "aggregate", event: "is_available" }, "gpo-ig", "ext:is_available"],
    [{ objectType: "experiment", event: "ping_rtt_ms" }, "ext", "gpo-ig"],
    [{ objectType: "node", event: "is_available" }, "ext", "busy:gpo-ig"],
    [
      { objectType: "experiment", objectId: "a_to_b_stitching" },
      "scs-geni",
      "ext:a_to_b_stitching",
    ],
  ])("names the services of the generated configuration: %j", (wish, host, service) => {
    const notice = aNotice({ objectId: "gpo-ig", source: "ext", ...wish });
    expect(passiveService(notice)).toEqual({ host, service });
  });

  test("is always one line of five fields that a pipe takes whole, whatever others name their things", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary", maxLength: 2000 }),
        (objectId, text) => {
          const line = passiveResult(aNotice({ objectId, text, source: objectId }));
          expect(line.endsWith("\n")).toBe(true);
          expect(line.slice(0, -1)).not.toMatch(/[\n\r|]/);
          expect(Buffer.byteLength(line)).toBeLessThan(4096);
          const [command, host, service, code] = line.split(";");
          expect(command).toBe("[1700000000] PROCESS_SERVICE_CHECK_RESULT");
          expect(host).not.toBe("");
          expect(service).not.toBe("");
          expect(code).toBe("2");
        },
      ),
    );
  });
});
