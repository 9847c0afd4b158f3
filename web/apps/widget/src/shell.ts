// What the widget itself remembers: open or not, language, and the words not sent yet.
import type { Storage } from "@hangat/client";
import type { Language } from "@hangat/ui";

export interface ShellState {
  readonly open: boolean;
  readonly language: Language;
  readonly draft: string;
}

const LANGUAGE = "language";
const DRAFT = "draft";

export class Shell {
  readonly #storage: Storage;
  readonly #forTab: Storage;
  readonly #listeners = new Set<() => void>();
  #state: ShellState;

  /** *storage* outlives the visit; *forTab* a reload only. */
  constructor(storage: Storage, forTab: Storage, language: Language) {
    this.#storage = storage;
    this.#forTab = forTab;
    const kept = storage.get(LANGUAGE);
    this.#state = {
      open: false,
      language: kept === "id" || kept === "en" ? kept : language,
      draft: forTab.get(DRAFT) ?? "",
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
    if (change.draft !== undefined) this.#forTab.set(DRAFT, change.draft);
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
