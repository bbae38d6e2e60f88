import { describe, expect, test } from "@jest/globals";
import { InfoValidator } from "@signalbox/monitoring-model";
import { checkDataReply } from "../../../src/cli/validate/check-data.js";
import { Remarks } from "../../../src/cli/validate/remark.js";

const item = (more: object = {}): object => ({
  $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/data#",
  id: "cpu_util:pc1",
  subject: "https://site.example.net/info/node/pc1",
  eventType: "ops_monitoring:cpu_util",
  description: "ops_monitoring:cpu_util for pc1 of type node",
  units: "percent",
  tsdata: [
    { ts: 1, v: 1 },
    { ts: 2, v: 1.5 },
  ],
  ...more,
});

function remarksOn(value: unknown): readonly string[] {
  const remarks = new Remarks();
  checkDataReply(value, "data", { validator: new InfoValidator(), remarks });
  return remarks.list.map(({ level, path, text }) => `${level} ${path}: ${text}`);
}

describe("a data reply that is checked", () => {
  test("as a list of items has nothing wrong", () => {
    expect(
      remarksOn([
        item(),
        item({ id: "cpu_util:pc2", subject: "https://x.example.net/info/node/pc2" }),
      ]),
    ).toEqual([]);
    expect(remarksOn([])).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ["a single item", item(), /^problem : a data reply is a list of items/],
    [
      "an error object",
      { $schema: "x/error#", error_message: "no", origin_url: "/" },
      /^problem : no/,
    ],
    [
      "a value in quotes",
      [item({ tsdata: [{ ts: 1, v: "1" }] })],
      /^problem \/0\/tsdata\/0\/v: must be number/,
    ],
    [
      "a missing field",
      [item({ units: undefined })],
      /^problem \/0: must have required property 'units'/,
    ],
    ["a null subject", [item({ subject: null })], /^problem \/0\/subject/],
    [
      "another subject",
      [item({ subject: "https://x.example.net/info/node/pc9" })],
      /has a subject with the id pc9/,
    ],
    [
      "doubled times",
      [
        item({
          tsdata: [
            { ts: 1, v: 1 },
            { ts: 1, v: 2 },
          ],
        }),
      ],
      /has 1 points with the time of another/,
    ],
    ["other units", [item({ units: "float" })], /^note .*has the units float, known are percent/],
    [
      "an unknown event",
      [item({ id: "x:pc1", eventType: "ops_monitoring:x" })],
      /^note .*is no event known/,
    ],
    ["text", "nonsense", /^problem /],
  ])("with %s has remarks", (_what, value, expected) => {
    expect(remarksOn(value)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });
});
