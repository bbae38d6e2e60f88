import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "@signalbox/clock";
import type { FromWorker, ToWorker, TurnMessage, TurnReply, WorkerSetup } from "../messages.js";
import { loadLuaMachine } from "./lua-exports.js";
import { Loader } from "./loader.js";
import { applyChanges } from "./mirror-writer.js";
import { Runner } from "./runner.js";
import { Vm } from "./vm.js";

const US_PER_MS = 1000;

/** Entry of the worker thread: one virtual machine, one message at a time. Whatever goes wrong ends the thread. */
async function main(setup: WorkerSetup, send: (reply: FromWorker) => void): Promise<void> {
  const vm = new Vm(await loadLuaMachine(), setup, systemClock);
  const loader = new Loader(vm, setup.loadMs);
  const runner = new Runner(vm, setup.evaluationMs);
  const progress = new Int32Array(setup.progress);
  const started = (): void => void Atomics.add(progress, 0, 1);

  const take = (turn: TurnMessage): TurnReply => {
    vm.reserve({ entries: turn.dataEntries });
    vm.trusted(() => {
      vm.push("data");
      applyChanges(vm.state, turn.changes);
      vm.push("recent");
      applyChanges(
        vm.state,
        Object.entries(turn.recent).map(([name, value]) => ({ path: [name], value })),
      );
    });
    const fromMs = systemClock.monotonicMs();
    const results = runner.run(turn, started);
    const spentUs = (systemClock.monotonicMs() - fromMs) * US_PER_MS;
    return { kind: "turn", results, spentUs, memoryBytes: vm.memoryBytes };
  };

  parentPort?.on("message", (message: ToWorker) => {
    send(message.kind === "load" ? loader.load(message.program, started) : take(message));
  });
  send({ kind: "ready" });
}

// The other side made both: see worker-thread.ts.
await main(workerData as WorkerSetup, (reply) => parentPort?.postMessage(reply));
