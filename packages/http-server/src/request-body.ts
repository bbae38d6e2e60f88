import type { IncomingMessage } from "node:http";
import type { ByteBudget } from "./byte-budget.js";
import { ReceivedPieces } from "./received-pieces.js";
import type { Refusal } from "./refusal.js";
import { noRoom, tooLarge } from "./request-rules.js";

const NOTHING = Buffer.alloc(0);

/**
 * Reads a body up to `maxBytes`, then calls `onWhole` once, or `onRefused` once when it is larger or `receiving` has no room for it.
 * A body that breaks off calls neither. Nothing is kept of a body that was refused, broke off or was handed on.
 */
export function readBody(
  req: IncomingMessage,
  options: {
    maxBytes: number;
    receiving: ByteBudget;
    onWhole: (body: Buffer) => void;
    onRefused: (problem: Refusal) => void;
  },
): void {
  const { maxBytes, receiving } = options;
  const declaredBytes = Number(req.headers["content-length"] ?? -1);
  let last: Buffer | undefined;
  let pieces: ReceivedPieces | undefined;
  let bytes = 0;
  let isOver = false;
  const refuse = (problem: Refusal): void => {
    isOver = true;
    pieces?.drop();
    options.onRefused(problem);
  };
  req.on("data", (chunk: Buffer) => {
    if (isOver) return;
    bytes += chunk.length;
    if (bytes > maxBytes) {
      refuse(tooLarge(maxBytes));
      return;
    }
    // What completes a body, all of it as a rule, is handed on in the same turn.
    if (bytes === declaredBytes) {
      last = chunk;
      return;
    }
    pieces ??= piecesOf(req, receiving);
    if (!pieces.add(chunk)) refuse(noRoom(receiving.maxBytes));
  });
  req.on("end", () => {
    if (isOver) return;
    const body = pieces ? pieces.take(last) : (last ?? NOTHING);
    // A parked reply keeps its request alive, and with it this function.
    last = undefined;
    options.onWhole(body);
  });
}

function piecesOf(req: IncomingMessage, receiving: ByteBudget): ReceivedPieces {
  const pieces = new ReceivedPieces(receiving);
  req.once("close", () => pieces.drop());
  return pieces;
}
