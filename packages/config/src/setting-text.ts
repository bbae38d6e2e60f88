import { AppError } from "@signalbox/errors";
import { acceptsOnlyText, acceptsText, type SchemaNode } from "./schema-node.js";
import { parseYaml } from "./yaml-document.js";

/**
 * Reads the text of an environment variable or `--set`: as it stands where the setting is a text, else as a YAML scalar
 * or JSON. So a password of digits stays a text and `8182` becomes a port.
 *
 * @throws AppError `invalid_argument` when the setting needs a value and the text is not one.
 */
export function readSettingText(given: string, node: SchemaNode): unknown {
  if (acceptsOnlyText(node)) return given;
  try {
    return parseYaml(given) ?? "";
  } catch (error) {
    if (acceptsText(node)) return given;
    throw AppError.from(error);
  }
}
