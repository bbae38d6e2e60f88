import type { CommandSpec } from "@signalbox/command-line";
import { seedOption } from "../args/seed-option.js";

export const casesSpec: CommandSpec = {
  name: "test",
  summary: "Check a routing configuration against cases: which request must go where.",
  operands: ["<FILE>"],
  options: [
    { ...seedOption, description: `${seedOption.description} Default 0; a case may have its own.` },
  ],
  notes: `
FILE is JSON or .yaml:

  routing: routing.json        path beside FILE, or the configuration itself
  metrics: { cache-1: { hardware_metrics: { cpu_load5: 0.2, n_cpus: 2 } } }
  cases:
    - name: overloaded caches are left alone
      url: http://cdn.example.net/film.m3u8
      ip: 192.0.2.1            default 127.0.0.1
      method: GET
      headers: { User-Agent: player }
      metrics: { cache-1: { hardware_metrics: { cpu_load5: 9 } } }   laid over those above
      seed: 0.25
      expect: offload_host     a host, a list of which one must be chosen, or null for none
      location: http://offload.example.net/film.m3u8

Each case starts afresh: nothing is remembered from one to the next. There are no subnets, no custom
Lua files, no GeoIP databases and no token secret, and translation functions are not run.

Exit code: 0 all cases pass, 1 a case failed, 2 wrong command line or unusable file.
`,
};
