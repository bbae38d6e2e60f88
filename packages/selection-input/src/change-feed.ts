import { AppError } from "@signalbox/errors";
import type { InputPath } from "./write-log.js";

export type ChangeListener = (paths: readonly InputPath[]) => void;

export interface ListenOptions {
  /**
   * Whether the listener has a use for more than top-level keys, asked at each write; default: always. While no listener has,
   * nothing else is named, and writes are cheaper.
   */
  readonly wantsPaths?: () => boolean;
}

export interface ChangeFeedOptions {
  readonly maxChangedPaths: number;
  readonly maxListeners: number;
  readonly onListenerFailed: (reason: unknown) => void;
}

const always = (): boolean => true;

/** Numbers the changes of the tree, and tells them to listeners at the end of a write or a sweep. */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  /** With whether each has a use for paths. */
  readonly #listeners = new Map<ChangeListener, () => boolean>();
  /** By top-level key; `undefined`: the key as a whole. */
  #pending = new Map<string, InputPath[] | undefined>();
  #pathCount = 0;
  #version = 0;
  #isFlushing = false;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  get version(): number {
    return this.#version;
  }

  /** How many paths of one write are worth collecting. */
  get wantedPaths(): number {
    for (const wantsPaths of this.#listeners.values())
      if (wantsPaths()) return this.#options.maxChangedPaths;
    return 0;
  }

  nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  /** @param paths `undefined`: the key as a whole. */
  note(key: string, paths: readonly InputPath[] | undefined): void {
    if (this.#listeners.size === 0) return;
    const known = this.#pending.get(key);
    this.#pathCount += paths?.length ?? 1;
    const isWhole = this.#isTooMany || (this.#pending.has(key) && known === undefined);
    const all = paths === undefined || isWhole ? undefined : [...(known ?? []), ...paths];
    this.#pending.set(key, all);
  }

  listen(listener: ChangeListener, { wantsPaths = always }: ListenOptions = {}): () => void {
    const { maxListeners } = this.#options;
    if (this.#listeners.size >= maxListeners)
      throw new AppError("internal", `limit is ${maxListeners} listeners (maxListeners)`);
    // A function of its own, so that the same listener may be given twice.
    const own: ChangeListener = (paths) => listener(paths);
    this.#listeners.set(own, wantsPaths);
    return () => void this.#listeners.delete(own);
  }

  /** Tells what has gathered. What a listener itself changes waits for the next write or sweep, so this always ends. */
  flush(): void {
    if (this.#pending.size === 0 || this.#isFlushing) return;
    const paths = this.#take();
    this.#isFlushing = true;
    for (const listener of this.#listeners.keys()) this.#tell(listener, paths);
    this.#isFlushing = false;
  }

  get #isTooMany(): boolean {
    return this.#pathCount > this.#options.maxChangedPaths;
  }

  #tell(listener: ChangeListener, paths: readonly InputPath[]): void {
    try {
      listener(paths);
    } catch (reason) {
      this.#options.onListenerFailed(reason);
    }
  }

  #take(): readonly InputPath[] {
    const isTooMany = this.#isTooMany;
    const taken = [...this.#pending].flatMap(([key, paths]) =>
      paths === undefined || isTooMany ? [[key]] : paths,
    );
    this.#pending = new Map();
    this.#pathCount = 0;
    return taken;
  }
}
