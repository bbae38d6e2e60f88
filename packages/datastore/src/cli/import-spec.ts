import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { connectionOptions } from "./args/connection-options.js";

/** Nothing is followed here. */
const connecting = connectionOptions.filter(({ name }) => name !== "allow");

export const importSpec: CommandSpec = {
  name: "import",
  summary: "Write inventory and points from a file into a datastore, or into its store.",
  operands: ["<file>"],
  options: [
    {
      name: "url",
      value: "URL",
      description: "Datastore to send to, such as https://site.example.net:4334. Needs --cert.",
    },
    ...connecting,
    {
      name: "config",
      value: "FILE",
      description: "Without --url: configuration that names the store, which is opened directly.",
    },
    {
      name: "set",
      value: "PATH=VALUE",
      repeatable: true,
      description: "A setting, such as store.file=site.db; wins over --config.",
    },
    {
      name: "type",
      value: "TYPE",
      description: "Type of the objects of points that do not tell it, such as node.",
    },
    {
      name: "precision",
      value: "UNIT",
      description: "Unit of the times in line protocol: ns, us, ms, s, m or h. Default: ns.",
    },
    {
      name: "as-new",
      description:
        "Give objects the present time instead of their own, so that they do not age at once.",
    },
    { name: "quiet", short: "q", description: "Print no progress." },
    jsonOption,
  ],
  notes: `
FILE is - for standard input. It holds JSON, one object or a list or one on each line: replies of datastores of any age to info
and data queries, objects and points as the ingest API takes them; or line protocol. Objects should come before their points.
The store of a datastore that is running can only be written through --url.

Importing a file again changes nothing.

Examples:
  signalbox datastore import site.json --url https://site.example.net:4334 --cert me.pem
  signalbox datastore import old-replies.ndjson --set store.file=site.db --set ingest.require_info=false

Exit codes: 0 all written, 1 something was refused or failed, 2 wrong command line or unusable file.
`,
};
