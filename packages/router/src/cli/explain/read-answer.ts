import { AppError } from "@signalbox/errors";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { ExplainAnswer } from "../../core/explain.js";

const word = Type.String();
const words = Type.Array(word);

const gate = Type.Object({
  condition: word,
  lua: word,
  weight: Type.Number(),
  how: word,
  error: Type.Optional(word),
  reads: Type.Array(
    Type.Object({
      path: word,
      value: Type.Optional(Type.Unknown()),
      age_seconds: Type.Optional(Type.Number()),
    }),
  ),
});

/** `ExplainAnswer`. A newer router may say more. */
const answerSchema = Type.Object({
  request: Type.Object({}),
  session_groups: words,
  seed: Type.Number(),
  decision: Type.Enum(["host", "none", "refused", "dropped"]),
  host: Type.Optional(word),
  location: Type.Optional(word),
  status: Type.Number(),
  reason: Type.Optional(word),
  next: Type.Optional(word),
  health_ignored: words,
  steps: Type.Array(
    Type.Object({
      node: word,
      order: word,
      depth: Type.Integer({ minimum: 0, maximum: 1_000 }),
      outcome: word,
      weight: Type.Optional(Type.Number()),
      host: Type.Optional(word),
      reason: Type.Optional(word),
      gate: Type.Optional(gate),
    }),
  ),
  hosts: Type.Array(
    Type.Object({ host: word, healthy: Type.Boolean(), reason: word, checks: Type.Array(gate) }),
  ),
  truncated: Type.Boolean(),
});

/** @throws AppError `upstream_failed` when it is none: something else than a router answered */
export function readAnswer(value: unknown): ExplainAnswer {
  if (isAnswer(value)) return value;
  throw new AppError("upstream_failed", "the answer is not an explanation; is this a router?");
}

const isAnswer = (value: unknown): value is ExplainAnswer => Value.Check(answerSchema, value);
