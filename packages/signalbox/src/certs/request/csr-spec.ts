import type { CommandSpec } from "@signalbox/command-line";
import { authorityOption, emailOption } from "../identity/identity-spec.js";
import { forceOption, outOption } from "../issue/issue-options.js";

export const csrSpec: CommandSpec = {
  name: "csr",
  summary: "Make a key and a request for a certificate, to be signed by a clearinghouse.",
  operands: [],
  options: [
    { name: "dir", value: "DIR", description: "Folder to write to. Required." },
    {
      name: "name",
      value: "NAME",
      description: "Name of the tool, such as collector-site; also the subject. Required.",
    },
    {
      ...authorityOption,
      description: "Authority in the URN to ask for; without it no URN is asked for.",
    },
    emailOption,
    { name: "ec", description: "Make an EC key on P-256; default: RSA of 2048 bits." },
    { ...outOption, description: `${outOption.description} Default request-<name>.` },
    forceOption,
  ],
  notes: `
The authority that signs may follow the URN and e-mail asked for, or put its own. What it sends back
is used with the .key; a collector of the original wants both in one file:
  (umask 077; cat signed.crt request-collector-site.key > collector-site.pem)

Exit code: 0 made; 1 it exists already or cannot be written; 2 wrong command line.
`,
};
