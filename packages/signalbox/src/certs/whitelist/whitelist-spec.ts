import { jsonOption, type CommandSpec } from "@signalbox/command-line";

export const WHITELIST_NAME = "whitelist.json";

export const whitelistSpec: CommandSpec = {
  name: "whitelist",
  summary: "Add a URN to a datastore's whitelist, remove it, or list them.",
  operands: ["<add|list|remove>", "[urn]"],
  options: [
    { name: "dir", value: "DIR", description: `Folder of the list, ${WHITELIST_NAME} in it.` },
    {
      name: "file",
      value: "FILE",
      description:
        "The list itself, instead of --dir: JSON, or the original's INI form (.conf, .ini).",
    },
    { ...jsonOption, description: "Print the list as JSON." },
  ],
  notes: `
add makes the list when there is none; a datastore reads it again when it changes. The file is
replaced in one step; comments inside the list are lost, other lines of an INI file stay. URNs with
and without URI: are the same. add gives all scopes.

Exit code: 0 done, also when nothing had to change; 1 remove found no such URN, or the file cannot be
written; 2 wrong command line or a list that cannot be read.
`,
};
