import type { ByteBudget } from "./byte-budget.js";

/** Pieces at least this long are kept as they came, in bytes. */
const LARGE_PIECE_BYTES = 16_384;
/** Shorter ones are written one behind the other into blocks that grow up to this, in bytes. */
const MAX_BLOCK_BYTES = 65_536;

/**
 * The bytes of a request that is not whole yet, counted in a budget shared by all of a server's connections.
 *
 * What it keeps takes at most about twice the memory of what it counts. Left as they come, pieces would not: each costs some
 * hundred bytes however short it is, and a short one may be a view that keeps a large Buffer alive.
 */
export class ReceivedPieces {
  readonly #budget: ByteBudget;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Holds the newest short pieces. */
  #block: Buffer | undefined;
  #blockBytes = 0;

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps `piece`, without copying it if that saves memory. Returns false, keeping nothing of it, when there is no room. */
  add(piece: Buffer): boolean {
    if (!this.#budget.take(piece.length, this.#bytes)) return false;
    if (this.#mayKeep(piece)) {
      this.#seal();
      this.#pieces.push(piece);
    } else this.#append(piece);
    this.#bytes += piece.length;
    return true;
  }

  /**
   * Everything in one Buffer, copied only if it came in pieces. Nothing is held or counted afterwards.
   *
   * @param last one more piece at the end. It needs no room, because it does not stay.
   */
  take(last?: Buffer): Buffer {
    this.#seal();
    if (last) this.#pieces.push(last);
    const [first] = this.#pieces;
    const isOne = first !== undefined && this.#pieces.length === 1;
    const whole = isOne ? first : Buffer.concat(this.#pieces);
    this.drop();
    return whole;
  }

  drop(): void {
    this.#budget.give(this.#bytes);
    this.#pieces = [];
    this.#bytes = 0;
    this.#block = undefined;
    this.#blockBytes = 0;
  }

  /** A first piece is often the only one, so it may be short. */
  #mayKeep(piece: Buffer): boolean {
    const isMostOfItsMemory = piece.length * 2 >= piece.buffer.byteLength;
    return isMostOfItsMemory && (this.#bytes === 0 || piece.length >= LARGE_PIECE_BYTES);
  }

  #append(piece: Buffer): void {
    const block = this.#blockFor(piece.length);
    piece.copy(block, this.#blockBytes);
    this.#blockBytes += piece.length;
  }

  /** A block with room for `bytes` more. Its own memory, not Node's pool, which would keep strangers' memory alive. */
  #blockFor(bytes: number): Buffer {
    const block = this.#block;
    const neededBytes = this.#blockBytes + bytes;
    if (block && neededBytes <= block.length) return block;
    if (!block || neededBytes > MAX_BLOCK_BYTES) {
      this.#seal();
      return (this.#block = Buffer.allocUnsafeSlow(bytes));
    }
    const size = Math.min(MAX_BLOCK_BYTES, 2 * neededBytes);
    const larger = Buffer.allocUnsafeSlow(size);
    block.copy(larger, 0, 0, this.#blockBytes);
    return (this.#block = larger);
  }

  #seal(): void {
    if (this.#block) this.#pieces.push(this.#block.subarray(0, this.#blockBytes));
    this.#block = undefined;
    this.#blockBytes = 0;
  }
}
