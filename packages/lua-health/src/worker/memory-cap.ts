import type { WasmMemory } from "./lua-exports.js";

const PAGE_BYTES = 65_536;

/**
 * Bounds the memory of a virtual machine by refusing to grow it: the allocation then fails inside Lua, which collects
 * garbage and raises "not enough memory". This costs nothing per allocation, where a counting allocator costs a quarter
 * of every call.
 */
export class MemoryCap {
  readonly #memory: WasmMemory;
  #limitBytes: number;
  #isLifted = false;

  constructor(memory: WasmMemory, limitBytes: number) {
    this.#memory = memory;
    this.#limitBytes = limitBytes;
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      const wanted = memory.buffer.byteLength + pages * PAGE_BYTES;
      if (!this.#isLifted && wanted > this.#limitBytes)
        throw new RangeError(`memory of ${wanted} bytes, limit is ${this.#limitBytes}`);
      return grow(pages);
    };
  }

  /** Bytes the machine occupies now; it never shrinks. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  set limitBytes(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Runs `work` unbounded: for what this program itself puts there, which has bounds of its own. */
  lifted<T>(work: () => T): T {
    this.#isLifted = true;
    try {
      return work();
    } finally {
      this.#isLifted = false;
    }
  }
}
