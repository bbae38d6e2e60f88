import type { TargetDocument } from "./routing-document.js";
import type { TargetReference } from "./rule-shape.js";

/** A target in either spelling; a missing one is the empty target, which always fails. */
export function targetAt(target: TargetDocument | undefined, path: string): TargetReference {
  if (typeof target === "string" || target === undefined) return { name: target ?? "", path };
  return { name: target.target ?? "", path: `${path}.target` };
}
