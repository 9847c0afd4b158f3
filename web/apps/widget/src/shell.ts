// What the widget itself remembers: open or not, language, and the words not sent yet.
import type { Storage } from "@hangat/client";
import type { Language } from "@hangat/ui";

export interface ShellState {
  readonly open: boolean;
  readonly language: Language;
  readonly draft: string;
}

const LANGUAGE = "language";

export class Shell {
  readonly #storage: Storage;
  readonly #listeners = new Set<() => void>();
  #state: ShellState;

  constructor(storage: Storage, language: Language) {
    this.#storage = storage;
    const kept = storage.get(LANGUAGE);
    this.#state = {
      open: false,
      language: kept === "id" || kept === "en" ? kept : language,
      draft: "",
    };
  }

  get view(): ShellState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: Partial<ShellState>): void {
    if (change.language) this.#storage.set(LANGUAGE, change.language);
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
