import { expect, test } from "@jest/globals";
import { float64Column, int32Column, uint32Column } from "../src/columns.js";

const FAR_ROW = 100_000;

test.each([
  ["int32", int32Column(), -5],
  ["uint32", uint32Column(), 4_294_967_295],
  ["float64", float64Column(), 1e12 + 0.25],
] as const)(
  "a column of %s gives back what was set, in any order of rows",
  (_name, column, value) => {
    column.set(FAR_ROW, value);
    column.set(0, value);
    expect(column.get(FAR_ROW)).toBe(value);
    expect(column.get(0)).toBe(value);
  },
);

test("rows never set hold 0, behind and in front of the set ones", () => {
  const column = int32Column();
  column.set(FAR_ROW, 1);
  expect([column.get(FAR_ROW - 1), column.get(FAR_ROW + 1), column.get(10 * FAR_ROW)]).toEqual([
    0, 0, 0,
  ]);
});

test("growing keeps what is there, and rows of different chunks are different rows", () => {
  const column = int32Column();
  const rows = Array.from({ length: FAR_ROW }, (_, row) => row);
  for (const row of rows) column.set(row, row);
  expect(rows.every((row) => column.get(row) === row)).toBe(true);
});
