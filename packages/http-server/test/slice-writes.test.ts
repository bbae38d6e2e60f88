import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { SLICE_BYTES, writeInSlices } from "../src/slice-writes.js";

type Done = (error?: Error | null) => void;

/** A stream that shows what it is given, and lets the test say when that has left. */
class Sink extends Writable {
  readonly given: Buffer[] = [];
  done: Done = () => undefined;

  constructor(readonly isInstant: boolean) {
    super({ highWaterMark: 1 });
    writeInSlices(this);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.given.push(chunk);
    if (this.isInstant) done();
    else this.done = done;
  }

  override _writev(pieces: { chunk: Buffer }[], done: Done): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), "latin1", done);
  }

  get lengths(): number[] {
    return this.given.map(({ length }) => length);
  }
}

const large = Buffer.alloc(2 * SLICE_BYTES + 7, "abcdefg");

describe("writing in slices", () => {
  test("a large Buffer goes on slice by slice, the next when the one before has left", () => {
    const sink = new Sink(false);
    sink.write(large);
    expect(sink.lengths).toEqual([SLICE_BYTES]);
    sink.done();
    expect(sink.lengths).toEqual([SLICE_BYTES, SLICE_BYTES]);
    sink.done();
    expect(sink.lengths).toEqual([SLICE_BYTES, SLICE_BYTES, 7]);
    expect(Buffer.concat(sink.given).equals(large)).toBe(true);
  });

  test("small pieces still go on together, and order holds between large and small", async () => {
    const sink = new Sink(true);
    const corked = (...pieces: (Buffer | string)[]): void => {
      sink.cork();
      for (const piece of pieces) sink.write(piece);
      sink.uncork();
    };
    corked("a", "b");
    await turn();
    corked("head", large, "tail");
    await turn();
    expect(sink.lengths).toEqual([2, 4, SLICE_BYTES, SLICE_BYTES, 7, 4]);
    expect(Buffer.concat(sink.given).toString()).toBe(`abhead${large.toString()}tail`);
  });

  test("the write ends, once, with the last slice", async () => {
    const sink = new Sink(false);
    let ends = 0;
    sink.write(large, () => ends++);
    sink.done();
    sink.done();
    await turn();
    expect(ends).toBe(0);
    sink.done();
    await turn();
    expect(ends).toBe(1);
  });

  test("a slice that fails is the last one, and fails the write", async () => {
    const sink = new Sink(false);
    const failed = new Promise((resolve) => sink.on("error", resolve));
    sink.write(large);
    sink.done(new Error("reset"));
    expect(await failed).toMatchObject({ message: "reset" });
    expect(sink.given).toHaveLength(1);
  });

  test("slices that leave at once do not pile up on the stack", async () => {
    const sink = new Sink(true);
    sink.write(Buffer.alloc(5_000 * SLICE_BYTES));
    await turn();
    expect(sink.given).toHaveLength(5_000);
  });
});
