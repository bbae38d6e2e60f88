import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aProgram, aRequest, aStage, type Stage } from "./engine-fixture.js";

const CONDITIONS = [
  "session_count.initial.vip == 0",
  "session_count.instream.tv < 10",
  "session_count.initial.nobody == nil",
];
const calls = CONDITIONS.map((_, gate) => ({ gate, host: -1 }));
let stage: Stage;

beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.engine.close());

test("a router that holds no sessions counts none in every group there is", async () => {
  await stage.engine.load(aProgram(CONDITIONS));
  const request = aRequest({ groups: { vip: true, tv: false } });
  expect(await stage.engine.evaluateLater(request, calls)).toEqual([1, 1, 1]);
});

test("without a request the table is there, and no group is in it", async () => {
  await stage.engine.load(aProgram(["session_count.initial.vip == nil"]));
  expect(await stage.engine.evaluateLater(undefined, [{ gate: 0, host: -1 }])).toEqual([1]);
});
