/** Bytes of one block, link included. Small enough to waste little on a short value, large enough to copy fast. */
export const BLOCK_BYTES = 256;
const LINK_BYTES = 4;
/** Bytes of content one block carries. */
export const BLOCK_PAYLOAD_BYTES = BLOCK_BYTES - LINK_BYTES;

const BLOCK_SHIFT = 8;
const BLOCKS_PER_SLAB_SHIFT = 14;
const BLOCKS_PER_SLAB = 1 << BLOCKS_PER_SLAB_SHIFT;
const IN_SLAB_MASK = BLOCKS_PER_SLAB - 1;
/** Bytes asked from the system at a time. */
export const SLAB_BYTES = BLOCK_BYTES * BLOCKS_PER_SLAB;

const NONE = -1;

/** How many blocks hold `byteLength` bytes; at least one, so that every item has an address. */
export function blocksFor(byteLength: number): number {
  return Math.max(1, Math.ceil(byteLength / BLOCK_PAYLOAD_BYTES));
}

/** Where a chain is being written or read. */
interface Position {
  block: number;
  /** Content bytes of `block` already passed. */
  passedBytes: number;
}

/**
 * Memory outside the JavaScript heap, handed out as chains of equal blocks. Equal blocks cannot fragment: what one item
 * frees, any other can use, so the memory taken from the system never exceeds the largest total ever held (rounded up to
 * one slab). The garbage collector sees a few large buffers, however many items there are.
 */
export class BlockArena {
  readonly #slabs: Uint8Array[] = [];
  readonly #links: Int32Array[] = [];
  #freeHead = NONE;
  #untouched = 0;
  #usedBlocks = 0;

  /** Bytes of all blocks in use. */
  get usedBytes(): number {
    return this.#usedBlocks * BLOCK_BYTES;
  }

  /** Blocks that can be had without taking more from the system. */
  get spareBlocks(): number {
    return (this.#slabs.length << BLOCKS_PER_SLAB_SHIFT) - this.#usedBlocks;
  }

  /** Bytes taken from the system. */
  get reservedBytes(): number {
    return this.#slabs.length * SLAB_BYTES;
  }

  /**
   * Links `count` blocks into a chain.
   *
   * @param count Blocks, at least 1.
   * @returns the first block's number.
   */
  allocate(count: number): number {
    let first = NONE;
    for (let made = 0; made < count; made++) {
      const block = this.#takeBlock();
      this.#setLink(block, first);
      first = block;
    }
    this.#usedBlocks += count;
    return first;
  }

  /** Gives a whole chain back. */
  free(first: number): void {
    let last = first;
    let count = 1;
    for (let next = this.#link(last); next !== NONE; next = this.#link(last)) {
      last = next;
      count++;
    }
    this.#setLink(last, this.#freeHead);
    this.#freeHead = first;
    this.#usedBlocks -= count;
  }

  /** Fills a chain with the first `headBytes` bytes of `head` and then all of `parts`. The chain must be long enough. */
  write(first: number, head: Uint8Array, headBytes: number, parts: readonly Uint8Array[]): void {
    const position = { block: first, passedBytes: 0 };
    this.#writePart(position, head, headBytes);
    for (const part of parts) this.#writePart(position, part, part.byteLength);
  }

  /** Copies `byteLength` bytes, from byte `skipBytes` of the chain on, to the start of `target`. */
  read(first: number, skipBytes: number, target: Uint8Array, byteLength: number): void {
    let block = first;
    let skip = skipBytes;
    for (; skip >= BLOCK_PAYLOAD_BYTES; skip -= BLOCK_PAYLOAD_BYTES) block = this.#link(block);
    for (let done = 0; done < byteLength;) {
      const count = Math.min(BLOCK_PAYLOAD_BYTES - skip, byteLength - done);
      const start = contentStart(block) + skip;
      target.set(this.#slabOf(block).subarray(start, start + count), done);
      done += count;
      skip = 0;
      if (done < byteLength) block = this.#link(block);
    }
  }

  /** True when the chain begins with the first `byteLength` bytes of `bytes`. */
  startsWith(first: number, bytes: Uint8Array, byteLength: number): boolean {
    let block = first;
    for (let done = 0; done < byteLength;) {
      const count = Math.min(BLOCK_PAYLOAD_BYTES, byteLength - done);
      const slab = this.#slabOf(block);
      const start = contentStart(block);
      for (let i = 0; i < count; i++) if (slab[start + i] !== bytes[done + i]) return false;
      done += count;
      if (done < byteLength) block = this.#link(block);
    }
    return true;
  }

  #writePart(position: Position, bytes: Uint8Array, byteLength: number): void {
    for (let done = 0; done < byteLength;) {
      if (position.passedBytes === BLOCK_PAYLOAD_BYTES) {
        position.block = this.#link(position.block);
        position.passedBytes = 0;
      }
      const count = Math.min(BLOCK_PAYLOAD_BYTES - position.passedBytes, byteLength - done);
      const start = contentStart(position.block) + position.passedBytes;
      this.#slabOf(position.block).set(bytes.subarray(done, done + count), start);
      position.passedBytes += count;
      done += count;
    }
  }

  #takeBlock(): number {
    const recycled = this.#freeHead;
    if (recycled !== NONE) {
      this.#freeHead = this.#link(recycled);
      return recycled;
    }
    if (this.#untouched === this.#slabs.length << BLOCKS_PER_SLAB_SHIFT) this.#addSlab();
    return this.#untouched++;
  }

  #addSlab(): void {
    const memory = new ArrayBuffer(SLAB_BYTES);
    this.#slabs.push(new Uint8Array(memory));
    this.#links.push(new Int32Array(memory));
  }

  #slabOf(block: number): Uint8Array {
    const slab = this.#slabs[block >>> BLOCKS_PER_SLAB_SHIFT];
    if (!slab) throw new RangeError(`no block ${block}`);
    return slab;
  }

  #link(block: number): number {
    const links = this.#links[block >>> BLOCKS_PER_SLAB_SHIFT];
    const next = links?.[linkIndex(block)];
    if (next === undefined) throw new RangeError(`no block ${block}`);
    return next;
  }

  #setLink(block: number, next: number): void {
    const links = this.#links[block >>> BLOCKS_PER_SLAB_SHIFT];
    if (!links) throw new RangeError(`no block ${block}`);
    links[linkIndex(block)] = next;
  }
}

function linkIndex(block: number): number {
  return ((block & IN_SLAB_MASK) << BLOCK_SHIFT) >>> 2;
}

function contentStart(block: number): number {
  return ((block & IN_SLAB_MASK) << BLOCK_SHIFT) + LINK_BYTES;
}
