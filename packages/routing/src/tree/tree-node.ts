import type { LuaBody } from "../rules/lua-body.js";
import type { MemberOrder } from "../rules/routing-document.js";
import type { GateShape, GroupSettings } from "../rules/rule-shape.js";

/** The expanded tree between its two documents (rules, low-level) and the plan. */
export type TreeNode = TreeLeaf | TreeGroup;

interface TreeNodeCommon {
  /** Unique in the tree. */
  readonly id: string;
  /** Under which id visits count: the same for every place a shared rule is repeated in. */
  readonly counterId: string;
  readonly gate: GateShape;
  /** What consistent hashing knows the member by. */
  readonly hashName: string;
}

export interface TreeLeaf extends TreeNodeCommon {
  readonly kind: "leaf";
  readonly host: string;
  /** A second gate: the weight function of a `rawHost` rule, beside the condition it was reached by. */
  readonly own: LuaBody;
}

export interface TreeGroup extends TreeNodeCommon {
  readonly kind: "group";
  readonly order: MemberOrder;
  readonly settings: GroupSettings;
  readonly members: readonly TreeNode[];
}
