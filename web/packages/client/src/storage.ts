// Where a page keeps what must outlive it.

export interface Storage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

export class MemoryStorage implements Storage {
  readonly #values = new Map<string, string>();

  get(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.#values.set(key, value);
  }

  remove(key: string): void {
    this.#values.delete(key);
  }

  keys(): string[] {
    return [...this.#values.keys()];
  }
}

/** The part of the browser's own storage that is used here. */
export interface WebStorage {
  readonly length: number;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  key(index: number): string | null;
}

/**
 * The browser's storage under *prefix*, or memory where it is blocked or full: a customer whose
 * browser keeps nothing still gets an answer, only a reload forgets.
 */
export function browserStorage(prefix: string, open: () => WebStorage): Storage {
  let store: WebStorage;
  try {
    store = open();
    store.setItem(`${prefix}probe`, "1");
    store.removeItem(`${prefix}probe`);
  } catch {
    return new MemoryStorage();
  }
  const spill = new MemoryStorage();
  return {
    get: (key) => spill.get(key) ?? store.getItem(prefix + key),
    set(key, value) {
      try {
        store.setItem(prefix + key, value);
        spill.remove(key);
      } catch {
        spill.set(key, value); // over quota
      }
    },
    remove(key) {
      spill.remove(key);
      store.removeItem(prefix + key);
    },
    keys() {
      const names = new Set(spill.keys());
      for (let i = 0; i < store.length; i += 1) {
        const name = store.key(i);
        if (name?.startsWith(prefix)) names.add(name.slice(prefix.length));
      }
      return [...names];
    },
  };
}
