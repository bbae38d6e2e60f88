import { Check, Metric, type ExitCode } from "@signalbox/plugin-sdk";
import { oneLine } from "@signalbox/errors";

const STATE_TYPE = "DATASTORE";
const SHOWN = 5;

/** The finished check: what to print and what to exit with. */
export interface Verdict {
  readonly line: string;
  readonly code: ExitCode;
}

/** A check told to hand over its line instead of ending the process. */
function inCheck(use: (check: Check) => void): Verdict {
  let line = "";
  let code: ExitCode = 3;
  const check = new Check({
    stateType: STATE_TYPE,
    write: (text) => (line = text),
    exit: (chosen) => (code = chosen),
  });
  use(check);
  return { line, code };
}

export const unknownVerdict = (message: string): Verdict =>
  inCheck((check) => check.exitUnknown(oneLine(message)));

/**
 * One performance value for each metric; the worst decides. In the text are the worst of those that are not OK, or how many there are.
 *
 * @param metrics not to be shown in the summary themselves
 * @param what what they are, such as `nodes`
 */
export function verdictOn(metrics: readonly Metric[], what: string): Verdict {
  const bad = metrics.filter(({ state }) => state > 0).sort((a, b) => b.state - a.state);
  const message = bad.length === 0 ? fine(metrics, what) : notFine(metrics, bad, what);
  return inCheck((check) => {
    const options = { message: oneLine(message), displayInPerf: false };
    check.addMetricObj(new Metric(what, metrics.length, "", "", "", options));
    for (const metric of metrics) check.addMetricObj(metric);
    check.final();
  });
}

function fine(metrics: readonly Metric[], what: string): string {
  const [only] = metrics;
  return metrics.length === 1 && only ? String(only) : `all ${metrics.length} ${what} are fine`;
}

function notFine(metrics: readonly Metric[], bad: readonly Metric[], what: string): string {
  const shown = bad.slice(0, SHOWN).map(String).join(", ");
  if (metrics.length === 1) return shown;
  const more = bad.length > SHOWN ? `, and ${bad.length - SHOWN} more` : "";
  return `${bad.length} of ${metrics.length} ${what} are not OK: ${shown}${more}`;
}
