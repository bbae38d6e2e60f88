import {
  countOption,
  exitCode,
  numberOption,
  type ReadArguments,
  secondsOption,
  textOption,
  UsageError,
} from "@signalbox/command-line";
import type { TlsSettings } from "@signalbox/http-server";
import { fakeSite, type FakeSite } from "../../fake-site/fake-site.js";
import { startFakeSites } from "../../fake-site/start-fake-sites.js";
import { simpleTool } from "../simple-tool.js";
import type { ToolIo } from "../tool-io.js";
import { fakeSiteSpec } from "./fake-site-spec.js";

const US_PER_SECOND = 1_000_000;
const MAX_STORES = 1000;
const MAX_PORT = 65_535;

/** `signalbox datastore fake-site`: serves until a signal ends it. */
export const fakeSiteCommand = simpleTool(fakeSiteSpec, async (args, io, { clock }) => {
  const tls = tlsOf(args);
  const publicHost = textOption(args, "public-host");
  const running = await startFakeSites({
    sites: sitesOf(args),
    host: textOption(args, "host") ?? "127.0.0.1",
    port: countOption(args, "port", { max: MAX_PORT }) ?? 0,
    ...(tls && { tls }),
    ...(publicHost !== undefined && { publicHost }),
    clock,
  });
  const ended = endOf(io);
  const urls = running.sites.map(({ aggregateUrl }) => aggregateUrl);
  io.stdout.write(`${[running.opsconfigUrl, ...urls].join("\n")}\n`);
  await ended;
  await running.close();
  return exitCode.ok;
});

function endOf({ onSignal }: ToolIo): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) onSignal(name, resolve);
  });
}

/** The sites that options ask for: alike but for their names. */
function sitesOf(args: ReadArguments): readonly FakeSite[] {
  const count = countOption(args, "aggregates", { min: 1, max: MAX_STORES }) ?? 1;
  const nodes = countOption(args, "nodes", { max: 100_000 }) ?? 10;
  const us = (name: string, seconds: number): number =>
    Math.round((secondsOption(args, name) ?? seconds) * US_PER_SECOND);
  const skewUs = us("skew", 0);
  const shape = {
    seed: countOption(args, "seed") ?? 1,
    nodes,
    interfacesPerNode: countOption(args, "interfaces", { max: 1000 }) ?? 2,
    eventsPerObject: countOption(args, "series", { max: 100 }) ?? 3,
    links: countOption(args, "links", { max: 100_000 }) ?? Math.floor(nodes / 2),
    slivers: countOption(args, "slivers", { max: 100_000 }) ?? Math.floor(nodes / 2),
    periodUs: us("period", 60),
    historyUs: us("history", 86_400),
    sinceUs: sinceOf(args),
    lateShare: numberOption(args, "late", { max: 1 }) ?? 0,
    delayUs: us("delay", 600),
    skewUs: args.switches.has("behind") ? -skewUs : skewUs,
  };
  return Array.from({ length: count }, (_, index) =>
    fakeSite({ ...shape, id: `site-${index + 1}` }),
  );
}

function sinceOf(args: ReadArguments): number {
  const text = textOption(args, "since");
  if (text === undefined) return 0;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageError(`--since: not a time: ${text}`);
  return ms * 1000;
}

function tlsOf(args: ReadArguments): TlsSettings | undefined {
  const certFile = textOption(args, "cert");
  const caFile = textOption(args, "client-ca");
  if (certFile === undefined) {
    if (caFile !== undefined) throw new UsageError("--client-ca needs --cert");
    return undefined;
  }
  const keyFile = textOption(args, "key") ?? certFile;
  return caFile === undefined
    ? { certFile, keyFile, clientCertificate: "none" }
    : { certFile, keyFile, caFile, clientCertificate: "required" };
}
