import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { RowLists } from "../src/row-list.js";

function rowsOf(lists: RowLists, list: number): number[] {
  const rows: number[] = [];
  for (let row = lists.head(list); row !== -1; row = lists.next(row)) rows.push(row);
  return rows;
}

describe("RowLists", () => {
  test("a new list is empty", () => {
    expect(rowsOf(new RowLists(2), 1)).toEqual([]);
  });

  test("a row moved to the end stands behind all others", () => {
    const lists = new RowLists(1);
    for (const row of [5, 6, 7]) lists.append(0, row);
    lists.remove(0, 5);
    lists.append(0, 5);
    expect(rowsOf(lists, 0)).toEqual([6, 7, 5]);
  });

  test("any appending and removing leaves each list as an array would be", () => {
    const step = fc.record({ row: fc.nat(20), list: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: "max" }), (steps) => {
        const lists = new RowLists(3);
        const model: number[][] = [[], [], []];
        for (const { row, list } of steps) {
          const held = model.findIndex((rows) => rows.includes(row));
          const target = held === -1 ? list : held;
          if (held === -1) lists.append(target, row);
          else lists.remove(target, row);
          const rows = model[target] ?? [];
          model[target] = held === -1 ? [...rows, row] : rows.filter((other) => other !== row);
        }
        expect([0, 1, 2].map((list) => rowsOf(lists, list))).toEqual(model);
      }),
    );
  });
});
