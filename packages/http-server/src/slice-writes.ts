import type { Writable } from "node:stream";

/** Largest piece that is encrypted at once, in bytes. */
export const SLICE_BYTES = 65_536;

interface Piece {
  readonly chunk: unknown;
  readonly encoding: BufferEncoding;
}
type Done = (error?: Error | null) => void;

/**
 * Makes a TLS socket pass large Buffers on slice by slice, the next once the one before has left. Node encrypts what one write brings
 * at once, so every connection would hold its own encrypted copy of a large reply until the client has read it.
 * Done below the stream's queue, where order, ends and errors are looked after already.
 */
export function writeInSlices(socket: Writable): void {
  const writeOne = socket._write.bind(socket);
  const writeMany = socket._writev?.bind(socket);
  socket._write = (chunk: unknown, encoding, done) => {
    if (isLarge(chunk)) writeEach(slices({ chunk, encoding }), writeOne, done);
    else writeOne(chunk, encoding, done);
  };
  if (!writeMany) return;
  socket._writev = (pieces: Piece[], done) => {
    if (pieces.some(({ chunk }) => isLarge(chunk))) writeEach(allSlices(pieces), writeOne, done);
    else writeMany(pieces, done);
  };
}

function isLarge(chunk: unknown): chunk is Buffer {
  return Buffer.isBuffer(chunk) && chunk.length > SLICE_BYTES;
}

function* allSlices(pieces: readonly Piece[]): Generator<Piece> {
  for (const piece of pieces) yield* slices(piece);
}

function* slices({ chunk, encoding }: Piece): Generator<Piece> {
  if (!isLarge(chunk)) {
    yield { chunk, encoding };
    return;
  }
  for (let at = 0; at < chunk.length; at += SLICE_BYTES)
    yield { chunk: chunk.subarray(at, at + SLICE_BYTES), encoding };
}

/** A loop, because a write that has left at once calls back at once, and a large body has thousands of slices. */
function writeEach(
  pieces: Iterator<Piece>,
  writeOne: (chunk: unknown, encoding: BufferEncoding, done: Done) => void,
  done: Done,
): void {
  let isWriting = false;
  let hasLeft = true;
  const writeNext = (): void => {
    const next = pieces.next();
    if (next.done === true) done();
    else writeOne(next.value.chunk, next.value.encoding, onLeft);
  };
  const onLeft: Done = (error) => {
    if (error) {
      done(error);
      return;
    }
    hasLeft = true;
    if (isWriting) return;
    isWriting = true;
    while (hasLeft) {
      hasLeft = false;
      writeNext();
    }
    isWriting = false;
  };
  onLeft();
}
