import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { JsonPieces, type JsonPiece } from "../../src/ingest/json-pieces.js";

const OPTIONS = { pieceBytes: 40, maxRecordBytes: 400, maxRecordValues: 100, maxRecordDepth: 30 };

function piecesOf(text: string, options = OPTIONS): JsonPiece[] {
  const bytes = Buffer.from(text);
  const pieces = new JsonPieces(bytes, options);
  const found: JsonPiece[] = [];
  // Each look goes on by some bytes, finds something, or ends.
  for (let looks = 0; looks <= 2 * bytes.length + 2; looks++) {
    const piece = pieces.next();
    if (piece.kind === "scanning") continue;
    found.push(piece);
    if (piece.kind === "end" || piece.kind === "broken") return found;
  }
  throw new Error("it does not end");
}

const textsOf = (found: readonly JsonPiece[]): unknown[] =>
  found.flatMap((piece) => (piece.kind === "text" ? [JSON.parse(piece.text) as unknown] : []));

const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 30 });
const spacing = fc.constantFrom(0, 1, "\t");
const large = {
  pieceBytes: 40,
  maxRecordBytes: 1_000_000,
  maxRecordValues: 1_000_000,
  maxRecordDepth: 1_000,
};

describe("a large JSON text", () => {
  test("as an array comes back record by record", () => {
    fc.assert(
      fc.property(records, spacing, (value, indent) => {
        const found = piecesOf(JSON.stringify(value, null, indent), large);
        expect(textsOf(found).flat()).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("as a batch comes back as batches", () => {
    fc.assert(
      fc.property(records, spacing, (metrics, indent) => {
        const found = piecesOf(JSON.stringify({ metrics }, null, indent), large);
        const batches = textsOf(found) as { metrics: unknown[] }[];
        expect(batches.flatMap((batch) => batch.metrics)).toEqual(
          JSON.parse(JSON.stringify(metrics)),
        );
      }),
    );
  });

  test("as an object of hosts comes back as objects of hosts", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spacing, (hosts, indent) => {
        const found = piecesOf(JSON.stringify(hosts, null, indent), large);
        const entries = textsOf(found).flatMap((piece) => Object.entries(piece as object));
        expect(entries).toEqual(Object.entries(JSON.parse(JSON.stringify(hosts)) as object));
      }),
    );
  });

  test("as one root after the other comes back root by root", () => {
    const roots = ['{"a":{"b":1}}', "[1]", '{"metrics":[]}', '{ "c" : "}]\\"{" }'];
    expect(textsOf(piecesOf(roots.join("\n")))).toEqual(
      roots.map((root) => JSON.parse(root) as unknown),
    );
  });

  test("comes in pieces of about the size asked for", () => {
    const text = JSON.stringify(Array.from({ length: 500 }, (_, at) => at));
    const found = piecesOf(text, { ...OPTIONS, pieceBytes: 100 });
    expect(found.length).toBeGreaterThan(10);
    for (const piece of found) {
      if (piece.kind === "text") expect(piece.text.length).toBeLessThan(110);
    }
  });

  test("of anything at all is read to an end", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('[]{},:"\\ \nme1')) }),
        (text) => {
          expect(["end", "broken"]).toContain(piecesOf(text).at(-1)?.kind);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    "[1,2",
    '{"a":{}',
    '{"metrics":[]',
    '["',
    "[1}",
    "{]",
    '{"metrics":[}}',
    '{"metrics":[]]',
    "5",
    "[] x",
  ])("cut short or mixed up, as %s, is broken", (text) => {
    expect(piecesOf(text).at(-1)?.kind).toBe("broken");
  });

  test("loses a record that is too long, and no other", () => {
    const long = { x: "y".repeat(1_000) };
    const value = [{ a: 1 }, { b: 2 }, long, { c: 3 }, long];
    const found = piecesOf(JSON.stringify(value));
    expect(textsOf(found).flat()).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect(found.filter(({ kind }) => kind === "too_long")).toHaveLength(2);
    expect(found.at(-1)?.kind).toBe("end");
  });

  test.each([
    ["is wide", { x: Array.from({ length: 150 }, () => 1) }, "has more than 100 values"],
    [
      "is deep",
      JSON.parse("[".repeat(100) + "]".repeat(100)) as unknown,
      "has more than 30 levels",
    ],
  ])("loses a record that %s before it is parsed, and no other", (_name, bad, text) => {
    const found = piecesOf(JSON.stringify([{ a: 1 }, bad, { b: 2 }]));
    expect(textsOf(found).flat()).toEqual([{ a: 1 }, { b: 2 }]);
    expect(found).toContainEqual({ kind: "too_long", text });
  });

  test("of one metric is never cut into hosts", () => {
    const fields = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`field${at}`, at]));
    const metric = { fields, name: "mem", tags: { host: "h" }, timestamp: 1 };
    expect(textsOf(piecesOf(JSON.stringify(metric)))).toEqual([metric]);
    const huge = { ...metric, fields: { x: "y".repeat(1_000) } };
    const found = piecesOf(`${JSON.stringify(huge)}\n{"h":{"a":1}}`);
    expect(textsOf(found)).toEqual([{ h: { a: 1 } }]);
  });

  test("loses what follows the list of a batch", () => {
    const text = '{"metrics":[{"a":1}],"more":[[1,2],[3]],"x":{"y":","}}[7]';
    expect(textsOf(piecesOf(text))).toEqual([{ metrics: [{ a: 1 }] }, [7]]);
  });
});
