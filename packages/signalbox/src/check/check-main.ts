import { systemClock } from "@signalbox/clock";
import { checkCommand } from "./check-command.js";

/** `signalbox check` in a process of its own: nothing is loaded that a check does not need. @returns the exit code */
export async function checkMain(target: NodeJS.Process): Promise<number> {
  // Whoever read our output may go away; that is no reason to fall over.
  target.stdout.on("error", () => undefined);
  // The clock's timers let a process end; an open port keeps it until the check is through.
  const stayAlive = new MessageChannel().port1;
  stayAlive.ref();
  const { argv, env, stdout } = target;
  const code = await checkCommand({ argv: argv.slice(3), env, stdout, clock: systemClock });
  stayAlive.close();
  return code;
}
