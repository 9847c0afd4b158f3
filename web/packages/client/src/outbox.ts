// What was written and is not known to have arrived. It survives a reload, keeps its order, and
// sends one thing at a time: a refusal of the first must not let the second overtake it.
import type { ErrorCode } from "@hangat/protocol";
import type { Cancel, Clock } from "./clock";
import type { Storage } from "./storage";

/** Anything that carries a client_id, by which the service knows a resend. */
export interface Sendable {
  type: string;
  client_id: string;
}

/** `waiting`: for the connection or its turn. `sent`: on its way. `failed`: refused for good. */
export type ItemStatus = "waiting" | "sent" | "failed";

export interface OutboxItem<F extends Sendable> {
  readonly frame: F;
  readonly status: ItemStatus;
  /** Why it failed. */
  readonly code: ErrorCode | null;
  /** Place in line: milliseconds since 1970, made unique. */
  readonly order: number;
  /** Words to show for a frame that has none of its own, such as a tapped button. */
  readonly label: string | null;
}

export interface OutboxOptions<F extends Sendable> {
  storage: Storage;
  clock: Clock;
  /** Hands a frame to the connection; false when there is none. */
  send(frame: F): boolean;
  /** Nothing came back for too long although the connection seems fine. */
  onStuck(): void;
  onChange(): void;
}

const PREFIX = "outbox:";
const ANSWER_MS = 15_000;
const DEFAULT_RETRY_S = 2;

export class Outbox<F extends Sendable> {
  readonly #options: OutboxOptions<F>;
  #items: OutboxItem<F>[] = [];
  #open = false;
  #cancelAnswer: Cancel | null = null;
  #cancelPause: Cancel | null = null;

  constructor(options: OutboxOptions<F>) {
    this.#options = options;
    this.#items = this.#load();
  }

  get items(): readonly OutboxItem<F>[] {
    return this.#items;
  }

  /** Puts *frame* at the end of the line. */
  add(frame: F, label: string | null = null): void {
    const last = this.#items.at(-1)?.order ?? 0;
    const order = Math.max(this.#options.clock.now(), last + 1);
    const item: OutboxItem<F> = { frame, status: "waiting", code: null, order, label };
    this.#items = [...this.#items, item];
    this.#save(item);
    this.#pump();
    this.#options.onChange();
  }

  /** The connection is ready: what was on its way before is sent again, in order. */
  opened(): void {
    this.#open = true;
    this.#items = this.#items.map((i) => (i.status === "sent" ? { ...i, status: "waiting" } : i));
    this.#pump();
    this.#options.onChange();
  }

  closed(): void {
    this.#open = false;
    this.#stopTimers();
    this.#items = this.#items.map((i) => (i.status === "sent" ? { ...i, status: "waiting" } : i));
    this.#options.onChange();
  }

  /** These arrived. */
  acknowledge(clientIds: Iterable<string>): void {
    const known = new Set(clientIds);
    this.removeWhere((item) => known.has(item.frame.client_id));
  }

  /** Takes out what no longer needs to be sent. */
  removeWhere(test: (item: OutboxItem<F>) => boolean): void {
    const gone = this.#items.filter(test);
    if (gone.length === 0) return;
    for (const item of gone) this.#options.storage.remove(PREFIX + item.frame.client_id);
    this.#items = this.#items.filter((item) => !gone.includes(item));
    if (gone.some((item) => item.status === "sent")) this.#cancelAnswer?.();
    this.#pump();
    this.#options.onChange();
  }

  /** Refused, and the same frame may succeed after *retryAfterS* seconds. */
  postpone(clientId: string, retryAfterS: number | null): void {
    if (!this.#patch(clientId, { status: "waiting" })) return;
    this.#stopTimers();
    const wait = (retryAfterS ?? DEFAULT_RETRY_S) * 1000;
    this.#cancelPause = this.#options.clock.after(wait, () => {
      this.#cancelPause = null;
      this.#pump();
      this.#options.onChange();
    });
    this.#options.onChange();
  }

  /** Refused for good; it stays until somebody retries or discards it. */
  fail(clientId: string, code: ErrorCode): void {
    if (!this.#patch(clientId, { status: "failed", code })) return;
    this.#cancelAnswer?.();
    this.#pump();
    this.#options.onChange();
  }

  failWhere(test: (item: OutboxItem<F>) => boolean, code: ErrorCode): void {
    for (const item of this.#items.filter(test)) this.fail(item.frame.client_id, code);
  }

  retry(clientId: string): void {
    if (!this.#patch(clientId, { status: "waiting", code: null })) return;
    this.#pump();
    this.#options.onChange();
  }

  discard(clientId: string): void {
    this.removeWhere((item) => item.frame.client_id === clientId);
  }

  clear(): void {
    this.removeWhere(() => true);
  }

  #pump(): void {
    if (!this.#open || this.#cancelPause || this.#items.some((i) => i.status === "sent")) return;
    const next = this.#items.find((item) => item.status === "waiting");
    if (!next || !this.#options.send(next.frame)) return;
    this.#patch(next.frame.client_id, { status: "sent" });
    this.#cancelAnswer?.();
    this.#cancelAnswer = this.#options.clock.after(ANSWER_MS, () => this.#options.onStuck());
  }

  #patch(clientId: string, change: Partial<OutboxItem<F>>): boolean {
    const item = this.#items.find((each) => each.frame.client_id === clientId);
    if (!item) return false;
    const changed = { ...item, ...change };
    this.#items = this.#items.map((each) => (each === item ? changed : each));
    this.#save(changed);
    return true;
  }

  #stopTimers(): void {
    this.#cancelAnswer?.();
    this.#cancelPause?.();
    this.#cancelAnswer = this.#cancelPause = null;
  }

  /** Each item under a key of its own, so that two tabs never overwrite each other's line. */
  #save(item: OutboxItem<F>): void {
    this.#options.storage.set(PREFIX + item.frame.client_id, JSON.stringify(item));
  }

  #load(): OutboxItem<F>[] {
    const items: OutboxItem<F>[] = [];
    for (const key of this.#options.storage.keys()) {
      if (!key.startsWith(PREFIX)) continue;
      const item = read<F>(this.#options.storage.get(key));
      if (item === null) this.#options.storage.remove(key);
      else items.push(item.status === "sent" ? { ...item, status: "waiting" } : item);
    }
    return items.sort((a, b) => a.order - b.order);
  }
}

/** What was written down, or null for what an older version or somebody else left there. */
function read<F extends Sendable>(text: string | null): OutboxItem<F> | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as OutboxItem<F>;
    const whole = typeof value.order === "number" && typeof value.frame?.client_id === "string";
    return whole && ["waiting", "sent", "failed"].includes(value.status) ? value : null;
  } catch {
    return null;
  }
}
