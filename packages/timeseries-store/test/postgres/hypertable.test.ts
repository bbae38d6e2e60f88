import { expect, test } from "@jest/globals";
import { hypertableSql } from "../../src/postgres/hypertable.js";

const options = { schemaName: "signalbox", chunkIntervalUs: 604_800_000_000 };

test("points become a hypertable only where the extension is and chunks are wanted", () => {
  expect(hypertableSql(undefined, options)).toBeUndefined();
  expect(hypertableSql("public", { ...options, chunkIntervalUs: undefined })).toBeUndefined();
  const text = hypertableSql("extensions", options);
  expect(text).toContain(`extensions.create_hypertable('"signalbox".points'::regclass, 'ts'`);
  expect(text).toContain("chunk_time_interval => 604800000000::bigint");
});
