import { setTimeout as delay } from "node:timers/promises";
import { WireClient, type GetReply } from "../wire-client.mjs";
import type { Operation } from "./operation.js";
import { between, pick, type Random } from "./seeded-random.js";

const MS_PER_SECOND = 1000;

export interface RandomClientOptions {
  readonly port: number;
  readonly random: Random;
  readonly namespaces: readonly [string, ...string[]];
  readonly keys: readonly [string, ...string[]];
  /** Gives a number no other client has had; a client that has died comes back under a new one. */
  readonly nextNumber: () => number;
  readonly history: Operation[];
  readonly isOver: () => boolean;
}

// Replies are taken at their word below (`as`): one of another form breaks the run, which is what a test is to do.
type Result = Pick<Operation, "result"> & Partial<Operation>;
interface Target {
  readonly namespace: string;
  readonly key: string;
}
type Held = Target & { readonly token: string; readonly epoch: number; readonly leaseMs: number };

/** A plugin that does what comes to its mind: asks, fills, hangs, gives up, comes late, dies. */
export class RandomClient {
  readonly #options: RandomClientOptions;
  #number: number;
  #client: WireClient | undefined;
  #writes = 0;

  constructor(options: RandomClientOptions) {
    this.#options = options;
    this.#number = options.nextNumber();
  }

  /** Acts until the run is over. */
  async run(): Promise<void> {
    const { random, isOver } = this.#options;
    while (!isOver()) {
      await delay(between(random, 0, 20));
      const target = this.#target();
      const act = random();
      if (act < 0.02) await this.#set(target, undefined);
      else await this.#get(target, act < 0.1 ? 0 : between(random, 0.05, 0.8));
    }
    this.#client?.destroy();
  }

  #target(): Target {
    const { random, namespaces, keys } = this.#options;
    return { namespace: pick(random, namespaces), key: pick(random, keys) };
  }

  async #get(target: Target, waitSeconds: number): Promise<void> {
    const fields = { ...target, max_wait_time: waitSeconds, lock_token: true };
    const held: Held[] = [];
    const before = { waitMs: waitSeconds * MS_PER_SECOND };
    await this.#record({ ...target, kind: "get", ...before }, "get_data", fields, (reply) => {
      const { data, lock, lock_token: token = "", lease = 0 } = reply as GetReply;
      if (!lock) return data === null ? { result: "empty" } : { result: "value", value: data };
      const epoch = Number(token.split(".").at(-1));
      const leaseMs = lease * MS_PER_SECOND;
      held.push({ ...target, token, epoch, leaseMs });
      return { result: "lock", epoch, leaseMs };
    });
    for (const lock of held) await this.#fetch(lock);
  }

  /** What a holder does with its lock. */
  async #fetch(held: Held): Promise<void> {
    const { random } = this.#options;
    const fate = random();
    await delay(between(random, 0, 25));
    if (fate < 0.1) {
      this.#die();
      return;
    }
    if (fate < 0.2) return this.#release(held);
    if (fate < 0.3) await delay(held.leaseMs);
    if (fate > 0.9) await this.#renew(held);
    await this.#set(held, held);
  }

  async #set(target: Target, held: Held | undefined): Promise<void> {
    const { random } = this.#options;
    const ttlMs = between(random, 5, 40);
    // Each value names its writer, and no two are alike.
    const value = JSON.stringify([target.namespace, target.key, this.#number, this.#writes++]);
    const fields = {
      namespace: target.namespace,
      key: target.key,
      data: value,
      ttl: ttlMs / MS_PER_SECOND,
      ...(held ? { lock_token: held.token } : {}),
    };
    const epoch = held ? { epoch: held.epoch } : {};
    const { namespace, key } = target;
    const begun = { namespace, key, kind: "set", value, ttlMs, ...epoch } as const;
    await this.#record(begun, "set_data", fields, (reply) => {
      const isStored = reply === "ok" || (reply as { stored: boolean }).stored;
      return { result: isStored ? "stored" : "superseded" };
    });
  }

  async #release(held: Held): Promise<void> {
    const { namespace, key, token, epoch } = held;
    const fields = { namespace, key, lock_token: token };
    const begun = { namespace, key, kind: "release", epoch } as const;
    await this.#record(begun, "release_lock", fields, (reply) => {
      const { released } = reply as { released: boolean };
      return { result: released ? "released" : "not the holder" };
    });
  }

  /** Makes a hold longer, which the checks leave out of account. */
  async #renew({ namespace, key, token }: Held): Promise<void> {
    await this.#connection().post("renew_lock", { namespace, key, lock_token: token });
  }

  #die(): void {
    const { history, nextNumber } = this.#options;
    const nowMs = performance.now();
    this.#client?.destroy();
    this.#client = undefined;
    history.push({
      client: this.#number,
      kind: "death",
      namespace: "",
      key: "",
      startMs: nowMs,
      endMs: nowMs,
      result: "unknown",
    });
    this.#number = nextNumber();
  }

  #connection(): WireClient {
    const { port } = this.#options;
    return (this.#client ??= new WireClient({ port, namespace: "" }));
  }

  async #record(
    begun: Omit<Operation, "client" | "startMs" | "result">,
    path: string,
    fields: object,
    read: (reply: unknown) => Result,
  ): Promise<void> {
    const startMs = performance.now();
    const reply = await this.#connection().post(path, fields);
    const endMs = performance.now();
    const { history } = this.#options;
    history.push({ ...begun, client: this.#number, startMs, endMs, ...read(reply) });
  }
}
