import type { InfoNote } from "./info-result.js";

/** Collects what is told about one reply, and what of it has no place in the object. */
export class ReadingLog {
  readonly notes: InfoNote[] = [];
  readonly unknown = new Map<string, unknown>();

  constructor(private readonly maxNotes: number) {}

  note(kind: InfoNote["kind"], path: string, text: string): void {
    if (this.notes.length < this.maxNotes) this.notes.push({ kind, path, text });
  }

  /** Keeps a value that has no place in the object. */
  keep(kind: "unknown" | "unreadable", path: string, value: unknown, text: string): void {
    this.unknown.set(path, value);
    this.note(kind, path, text);
  }
}
