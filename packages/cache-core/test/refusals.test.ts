import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import { Refusals } from "../src/refusals.js";

const ERROR = new AppError("item_too_large", "item is 12 MB, limit is 10 MB (max_item_size)");

function aList(maxSize = 10) {
  const clock = new FakeClock();
  return { clock, refusals: new Refusals({ clock, maxSize }) };
}

describe("Refusals", () => {
  test("a refused key answers with its error until its time is over", () => {
    const { clock, refusals } = aList();
    refusals.refuse("a", ERROR, 100);
    clock.advance(99);
    expect(refusals.find("a")).toBe(ERROR);
    expect(refusals.isResting("a")).toBe(true);
    expect(refusals.find("b")).toBeUndefined();
    clock.advance(1);
    expect(refusals.find("a")).toBeUndefined();
    expect(refusals.isResting("a")).toBe(false);
  });

  test("a resting key is not refused", () => {
    const { refusals } = aList();
    refusals.rest("a", 100);
    expect(refusals.isResting("a")).toBe(true);
    expect(refusals.find("a")).toBeUndefined();
  });

  test("a forgotten key is neither refused nor resting", () => {
    const { refusals } = aList();
    refusals.refuse("a", ERROR, 100);
    refusals.forget("a");
    refusals.forget("a");
    expect(refusals.isResting("a")).toBe(false);
  });

  test("above its bound the mark made longest ago goes", () => {
    const { refusals } = aList(2);
    refusals.refuse("a", ERROR, 100);
    refusals.refuse("b", ERROR, 100);
    refusals.refuse("a", ERROR, 100); // made again: now the newest
    refusals.refuse("c", ERROR, 100);
    expect(["a", "b", "c"].map((id) => refusals.isResting(id))).toEqual([true, false, true]);
  });

  test("a step of the wall clock neither ends nor lengthens a refusal", () => {
    const { clock, refusals } = aList();
    refusals.refuse("a", ERROR, 100);
    clock.stepWallClock(7_200_000);
    expect(refusals.find("a")).toBe(ERROR);
    clock.stepWallClock(-14_400_000);
    clock.advance(100);
    expect(refusals.find("a")).toBeUndefined();
  });
});
