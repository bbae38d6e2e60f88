import type { SelectionInput } from "@signalbox/selection-input";

export type { InputObject, InputValue } from "@signalbox/selection-input";

/** What this package needs of the selection input. */
export type InputReader = Pick<
  SelectionInput,
  | "at"
  | "has"
  | "resolve"
  | "resolvePath"
  | "keys"
  | "version"
  | "validUntilMs"
  | "ages"
  | "onChange"
>;
