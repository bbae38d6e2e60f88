import { FakeClock } from "@signalbox/clock/testing";
import { FillLocks, type Answer, type Grant, type LockSettings } from "../src/index.js";
import {
  FakeAsker,
  RecordingLockObserver,
  testLockSettings,
  type FakeAskerOptions,
} from "../src/testing/index.js";

export const NAMESPACE = "ns";
export const targetOf = (key: string, namespace = NAMESPACE) => ({ namespace, key });

export const VALUE: Answer = { kind: "value", value: Buffer.from('"v"') };

/** A table of locks with the recommended settings, its clock, and what it told. */
export function someLocks(overrides: Partial<LockSettings> = {}) {
  const clock = new FakeClock();
  const observer = new RecordingLockObserver();
  const locks = new FillLocks({ settings: testLockSettings(overrides), clock, observer });
  return {
    clock,
    observer,
    locks,
    /** Asks for a key; an answer given at once is written down like a later one. */
    ask: (key: string, options: FakeAskerOptions = {}, namespace = NAMESPACE): FakeAsker => {
      const asker = new FakeAsker(options);
      const answer = locks.ask(targetOf(key, namespace), asker);
      if (answer) asker.answer(answer);
      return asker;
    },
    /** Fills a key and wakes those who wait. */
    fill: (key: string, namespace = NAMESPACE): void => {
      locks.fill(targetOf(key, namespace))?.(VALUE);
    },
  };
}

/** What kind of answer a caller has got; undefined while it waits. */
export const toldTo = (asker: FakeAsker): Answer["kind"] | undefined => asker.answered?.kind;

/** The grant a caller has got. @throws Error when it has none. */
export function grantOf(asker: FakeAsker): Grant {
  const answer = asker.answered;
  if (answer?.kind !== "lock") throw new Error(`no lock but ${answer?.kind ?? "no answer"}`);
  return answer.grant;
}
