import { countOption, exitCode, printableJson } from "@signalbox/command-line";
import { readSmallFile } from "../files/read-small-file.js";
import { MAX_DAYS } from "../issue/validity.js";
import { simpleCommand } from "../simple-command.js";
import { certificateFacts } from "./certificate-facts.js";
import { certificateReport, type CertificateReport } from "./certificate-report.js";
import { keyWarnings } from "./key-warnings.js";
import { pemCertificates } from "./pem-certificates.js";
import { reportLines } from "./report-lines.js";
import { EXPIRES_SOON_DAYS, showSpec } from "./show-spec.js";

/** `signalbox certs show`. */
export const showCommand = simpleCommand(showSpec, async (args, { clock, say, warn, print }) => {
  const [path = ""] = args.operands;
  const soonDays = countOption(args, "warn-days", { max: MAX_DAYS }) ?? EXPIRES_SOON_DAYS;
  const file = await readSmallFile(path);
  const pem = pemCertificates(file.text, path);
  const options = { nowMs: clock.wallMs(), soonDays };
  const reports = pem.map((text) => certificateReport(certificateFacts(text, path), options));
  if (args.switches.has("json")) print(`${printableJson(reports, 2)}\n`);
  else for (const line of allLines(reports)) say(line);
  const fileWarnings = keyWarnings(file, pem);
  for (const warning of fileWarnings) warn(`${path} ${warning}`);
  const count = fileWarnings.length + reports.flatMap(({ warnings }) => warnings).length;
  return args.switches.has("check") && count > 0 ? exitCode.failed : exitCode.ok;
});

/** An empty line between two. */
const allLines = (reports: readonly CertificateReport[]): readonly string[] =>
  reports.flatMap((report, at) => [...(at === 0 ? [] : [""]), ...reportLines(report)]);
