import type { CommandSpec, OptionSpec } from "@signalbox/command-line";
import {
  daysOption,
  dirOption,
  forceOption,
  outOption,
  rsaOption,
} from "../issue/issue-options.js";
import { LEAF_DAYS } from "../issue/leaf-days.js";

export const authorityOption: OptionSpec = {
  name: "authority",
  value: "NAME",
  description: "Authority in the URN, such as ch.example.net or ch.example.net:site. Required.",
};

export const emailOption: OptionSpec = {
  name: "email",
  value: "ADDRESS",
  description: "Address of who is responsible; left out when not given. Nothing depends on it.",
};

const options = (kind: string, nameExample: string): readonly OptionSpec[] => [
  dirOption,
  authorityOption,
  {
    name: "name",
    value: "NAME",
    description: `Name in the URN, such as ${nameExample}. Required.`,
  },
  emailOption,
  daysOption(LEAF_DAYS),
  rsaOption,
  { ...outOption, description: `${outOption.description} Default ${kind}-<name>.` },
  forceOption,
];

const notes = (kind: string): string => `
The certificate carries urn:publicid:IDN+<authority>+${kind}+<name> and a random UUID. Names are plain
text: blanks, slashes and the like are transcribed. The .pem holds certificate and key together, as
collectors of the original take it.

Exit code: 0 made; 1 it exists already or cannot be written; 2 wrong command line or unusable authority.
`;

export const toolSpec: CommandSpec = {
  name: "tool",
  summary: "Make a collector's (or another tool's) certificate and key, and say what to whitelist.",
  operands: [],
  options: options("tool", "collector-site"),
  notes: notes("tool"),
};

export const userSpec: CommandSpec = {
  name: "user",
  summary: "Make a person's certificate and key, and say what to whitelist.",
  operands: [],
  options: options("user", "operator"),
  notes: notes("user"),
};
