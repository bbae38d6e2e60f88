import type { CommandSpec } from "@signalbox/command-line";
import {
  daysOption,
  dirOption,
  forceOption,
  outOption,
  rsaOption,
} from "../issue/issue-options.js";
import { LEAF_DAYS } from "../issue/leaf-days.js";

export const serverSpec: CommandSpec = {
  name: "server",
  summary: "Make a server's certificate and key, signed by the authority of --dir.",
  operands: [],
  options: [
    dirOption,
    {
      name: "host",
      value: "NAME",
      description:
        "Name clients know it by, such as store.example.net or *.example.net; repeatable.",
      repeatable: true,
    },
    {
      name: "ip",
      value: "ADDRESS",
      description: "Address clients know it by; repeatable.",
      repeatable: true,
    },
    daysOption(LEAF_DAYS),
    rsaOption,
    { ...outOption, description: `${outOption.description} Default server-<first name>.` },
    forceOption,
  ],
  notes: `
One --host or --ip at least. A certificate never outlives its authority.

Exit code: 0 made; 1 it exists already or cannot be written; 2 wrong command line or unusable authority.
`,
};
