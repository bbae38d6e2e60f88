import type { CommandSpec } from "@signalbox/command-line";

/** `signalbox collector --once`: as an old cron line did it, for all stores. */
export const onceSpec: CommandSpec = {
  name: "collector",
  summary: "Reads all stores once and ends.",
  operands: [],
  options: [
    { name: "once", description: "Read once and end, instead of serving." },
    { name: "crawl", description: "Read inventories only." },
    { name: "poll", description: "Read points only." },
    { name: "store", value: "ID", description: "Only this store.", repeatable: true },
    { name: "quiet", short: "q", description: "Print failures only." },
    { name: "config", short: "c", value: "FILE", description: "YAML file with settings." },
    {
      name: "set",
      value: "PATH=VALUE",
      description: "One setting, over the file and the environment.",
      repeatable: true,
    },
  ],
  notes:
    "A line for each store goes to stdout, progress and problems to stderr.\n" +
    "Exit codes: 0 all stores were read, 1 something could not be read, 2 wrong usage or configuration.\n",
};
