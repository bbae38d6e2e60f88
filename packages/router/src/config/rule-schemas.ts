import { flag, list, section, text } from "@signalbox/config";
import { Type, type TSchema } from "typebox";

const MAX_MEMBERS = { maxItems: 32_768 };

/** A rule's or a host's name, bare or as `{ "target": "x" }`. */
const target = (description: string) =>
  Type.Unsafe<string | { target?: string }>({
    anyOf: [
      { type: "string" },
      {
        type: "object",
        properties: { target: { type: "string", default: "" } },
        additionalProperties: false,
      },
    ],
    default: "",
    description,
  });

const condition = text("always()", "A Lua expression.");
const weightFunction = text("return 1", "A Lua function body.");
/** Checked for their meaning, which says more than a range would. */
const number = (description: string) => Type.Optional(Type.Number({ description }));
const word = (description: string) => Type.Optional(Type.String({ description }));

/** Members that may be a bare name instead of a section. */
function members(properties: Readonly<Record<string, TSchema>>, description: string) {
  return Type.Unsafe<unknown[]>({
    type: "array",
    items: {
      anyOf: [{ type: "string" }, { type: "object", properties, additionalProperties: false }],
    },
    ...MAX_MEMBERS,
    default: [],
    description,
  });
}

const named = { name: text("", "Unique among rules and hosts."), type: text("", "Kind of rule.") };
const cutoff = {
  contentPopularityCutoff: number("The so many most requested contents are popular. Default 10."),
  popularityThreshold: number("Older name of `contentPopularityCutoff`."),
};
const hashing = {
  spreadFactor: number("How many targets share a content, 1 to 64. Default 1."),
  hashAlgorithm: word("`MD5`, `SDBM` or `Murmur`. Default `MD5`."),
};

/** What each type of rule may hold. Source: reference cdn-router 3.2. */
export const ruleSchemas = {
  allow: section({ ...named, condition, onMatch: target("Where it leads.") }),
  consistentHashing: section({
    ...named,
    ...hashing,
    targets: members(
      { target: target("A target."), enabled: flag(true, "Whether it takes part.") },
      "The targets that share the contents.",
    ),
  }),
  contentPopularity: section({
    ...named,
    ...cutoff,
    onPopular: target("For popular contents."),
    onUnpopular: target("For the others."),
  }),
  deny: section({ ...named, condition, onMiss: target("Where it leads otherwise.") }),
  firstMatch: section({
    ...named,
    targets: members(
      {
        onMatch: Type.Optional(target("Where it leads.")),
        target: Type.Optional(Type.String({ description: "The same as `onMatch`." })),
        condition,
      },
      "Tried in order.",
    ),
  }),
  random: section({ ...named, targets: list(target("A target."), MAX_MEMBERS, "Equally likely.") }),
  rawGroup: section({
    ...named,
    ...cutoff,
    ...hashing,
    memberOrder: word("How members are chosen. Default `sequential`."),
    members: members({ target: target("A member."), weightFunction }, "The members."),
  }),
  rawHost: section({ ...named, hostId: target("The host."), weightFunction }),
  split: section({
    ...named,
    condition,
    onMatch: target("While the condition holds."),
    onMiss: target("While it does not."),
    fallback: flag(false, "Whether the other side is tried when the chosen one has no host."),
  }),
  weighted: section({
    ...named,
    targets: members(
      {
        target: target("A target."),
        weight: Type.Optional(
          Type.Unsafe<number | string>({
            type: ["number", "string"],
            description: "A number, or a Lua expression. Default 100.",
          }),
        ),
        condition,
      },
      "Drawn by weight.",
    ),
  }),
} as const;

export type RuleType = keyof typeof ruleSchemas;
