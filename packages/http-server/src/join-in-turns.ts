import type { Clock } from "@signalbox/clock";

/** Copied in one turn of the event loop, which takes a few milliseconds: fresh memory is slow when it is first touched. */
const TURN_BYTES = 2 * 1024 * 1024;

/**
 * Makes one Buffer of `pieces`, which is emptied. What fits one turn is done before the call returns; more is copied over several
 * turns, so that a body of many megabytes holds nobody up.
 */
export function joinInTurns(
  pieces: Buffer[],
  clock: Pick<Clock, "soon">,
  onWhole: (whole: Buffer) => void,
): void {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) {
    onWhole(first);
    return;
  }
  const whole = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  let next = 0;
  const copySome = (): void => {
    const until = at + TURN_BYTES;
    for (let piece = pieces[next]; piece && at < until; piece = pieces[++next])
      at += piece.copy(whole, at);
    if (next < pieces.length) {
      clock.soon(copySome);
      return;
    }
    pieces.length = 0;
    onWhole(whole);
  };
  copySome();
}
