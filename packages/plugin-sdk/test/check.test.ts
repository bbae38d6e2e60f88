import { expect, test } from "@jest/globals";
import { Check, Metric, type CheckOptions } from "../src/index.js";

/** A check that notes its line and exit code instead of ending the test run. */
function aCheck(options: CheckOptions = {}): { check: Check; ended: (string | number)[] } {
  const ended: (string | number)[] = [];
  const check = new Check({
    ...options,
    write: (text) => ended.push(text),
    exit: (code) => ended.push(code),
  });
  return { check, ended };
}

test("final prints all metrics with their performance data and exits with the highest state", () => {
  const { check, ended } = aCheck();
  check.addMetric("Memory", 4_500_000, "B", "4M:", "6M:");
  check.add_metric("CPU", 7, "%", "20:", "50:");

  check.final();

  expect(ended).toEqual([
    "METRIC CRITICAL - Memory is 4.29MB, CPU is 7.00% | Memory=4500000.00B;4M:;6M: CPU=7.00%;20:;50:\n",
    2,
  ]);
});

test("metrics can be left out of the summary or of the performance data", () => {
  const { check, ended } = aCheck({ stateType: "DISK", sep: " " });
  check.addMetric("a", 1, "", "", "", { displayInPerf: false });
  check.addMetric("b", 2, "", "", "", { displayInSummary: false });
  check.addMetricObj(new Metric("c", "GREEN"));

  check.final();

  expect(ended).toEqual(["DISK OK - a is 1.00 c is GREEN | b=2.00\n", 0]);
});

test("there is no bar when there is no performance data", () => {
  const { check, ended } = aCheck();
  check.addMetric("state", "GREEN");

  check.final();

  expect(ended).toEqual(["METRIC OK - state is GREEN\n", 0]);
});

test("addMessage replaces the text of the last metric only", () => {
  const { check, ended } = aCheck();
  check.addMessage("nothing to replace yet");
  check.addMetric("a", 1);
  check.addMetric("b", 2);
  check.add_message("b is fine");

  check.final();

  expect(ended[0]).toBe("METRIC OK - a is 1.00, b is fine | a=1.00 b=2.00\n");
});

test("final without metrics is UNKNOWN, not a crash with another exit code", () => {
  const { check, ended } = aCheck();

  check.final();

  expect(ended).toEqual(["METRIC UNKNOWN - no metrics were collected\n", 3]);
});

test.each([
  ["exitOk", "exit_ok", "OK", 0],
  ["exitWarning", "exit_warning", "WARNING", 1],
  ["exitCritical", "exit_critical", "CRITICAL", 2],
  ["exitUnknown", "exit_unknown", "UNKNOWN", 3],
] as const)("%s and %s print %s and exit with %i, without metrics", (name, alias, status, code) => {
  const { check, ended } = aCheck();
  check.addMetric("a", 1);

  check[name]("something");
  check[alias]("else");

  expect(ended).toEqual([
    `METRIC ${status} - something\n`,
    code,
    `METRIC ${status} - else\n`,
    code,
  ]);
});
