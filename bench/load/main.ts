// The load process: takes one task at a time from its parent and answers with the result.
import { runAsk } from "./ask.js";
import { runFill } from "./fill.js";
import { runIngest } from "./ingest.js";
import { runOverload } from "./overload.js";
import { runPaced } from "./paced.js";
import { runPoints } from "./points.js";
import { runRate } from "./rate.js";
import { runStampede } from "./stampede.js";
import type { Task, TaskResults } from "./tasks.js";

function run(task: Task): Promise<TaskResults[Task["kind"]]> {
  switch (task.kind) {
    case "rate":
      return runRate(task);
    case "stampede":
      return runStampede(task);
    case "fill":
      return runFill(task);
    case "overload":
      return runOverload(task);
    case "ask":
      return runAsk(task);
    case "ingest":
      return runIngest(task);
    case "points":
      return runPoints(task);
    case "paced":
      return runPaced(task);
  }
}

process.on("message", (message) => {
  // Only our parent sends here, and it sends tasks.
  const task = message as Task;
  void run(task).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());
