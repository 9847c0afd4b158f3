// Suggested replies: for which message they are, what was inserted, and what became of it.
import type {
  AgentEventView,
  SuggestionList,
  SuggestionUse,
  SuggestionView,
} from "@hangat/protocol";
import { newId, RestError } from "@hangat/client";
import { Store } from "./store";

export interface Offer {
  /** The customer's message that it is for. Shown only while it is still the one to answer. */
  readonly seq: number;
  readonly status: "loading" | "ready" | "failed";
  /** The customer's language, in which the replies are. */
  readonly language: string;
  readonly items: readonly SuggestionView[];
  readonly dismissed: boolean;
  /** The newest insertion, until it is taken back or sent. */
  readonly inserted: Inserted | null;
}

export interface Inserted {
  readonly place: number;
  /** The draft before and after. */
  readonly before: string;
  readonly after: string;
}

export type Offers = Readonly<Record<string, Offer>>;
type Outcome = SuggestionUse["outcome"];

/** What the service is asked and told. */
export interface SuggestionApi {
  suggestions(conversation: string): Promise<SuggestionList>;
  suggestionUse(conversation: string, use: string, report: SuggestionUse): Promise<void>;
}

/** One insertion that still stands in a draft. */
interface Use extends Inserted {
  readonly id: string;
  readonly item: SuggestionView;
}

/** The number of the customer's message that no agent has answered; null when there is none. */
export function toAnswer(events: readonly AgentEventView[]): number | null {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event?.kind !== "message") continue;
    if (event.author === "agent") return null;
    if (event.author === "customer") return event.seq;
  }
  return null;
}

export interface Placed {
  /** What goes in, with the space that parts it from the words around it. */
  readonly text: string;
  /** The part of the draft that it replaces. */
  readonly start: number;
  readonly end: number;
}

/** Where *text* goes in a draft with the selection *start* to *end*: a blank draft is replaced. */
export function place(draft: string, start: number, end: number, text: string): Placed {
  if (draft.trim() === "") return { text, start: 0, end: draft.length };
  const before = start > 0 && !/\s/.test(draft[start - 1] ?? "") ? " " : "";
  const after = end < draft.length && !/\s/.test(draft[end] ?? "") ? " " : "";
  return { text: `${before}${text}${after}`, start, end };
}

export class Suggestions {
  readonly offers = new Store<Offers>({});
  readonly #api: SuggestionApi;
  readonly #uses: Record<string, readonly Use[]> = {};
  readonly #asked: Record<string, object> = {};

  constructor(api: SuggestionApi) {
    this.#api = api;
  }

  /** Asks for what fits message *seq*, unless that was done. Never rejects. */
  async want(conversation: string, seq: number): Promise<void> {
    const had = this.offers.value[conversation];
    if (had?.seq === seq && had.status !== "failed") return;
    const mine = (this.#asked[conversation] = {});
    this.#put(conversation, { ...EMPTY, seq, dismissed: had?.seq === seq && had.dismissed });
    let change: Partial<Offer>;
    try {
      const { seq: of, items, language } = await this.#api.suggestions(conversation);
      // For a message that has not come here yet: its own request follows.
      change = { status: "ready", language, items: of === seq ? items.slice(0, 3) : [] };
    } catch (error) {
      change = { status: refused(error) ? "ready" : "failed" };
    }
    if (this.#asked[conversation] === mine) this.#change(conversation, change);
  }

  dismiss(conversation: string): void {
    this.#change(conversation, { dismissed: true });
  }

  /** Suggestion *number* (from 1) has made the draft *before* into *after*. */
  insert(conversation: string, number: number, before: string, after: string): void {
    const item = this.offers.value[conversation]?.items[number - 1];
    if (item === undefined) return;
    const use: Use = { id: newId(), item, place: number, before, after };
    this.#uses[conversation] = [...(this.#uses[conversation] ?? []), use];
    this.#change(conversation, { inserted: { place: number, before, after } });
    this.#report(conversation, use, "inserted");
  }

  /** Shows the others again after one was inserted. */
  showAll(conversation: string): void {
    this.#change(conversation, { inserted: null });
  }

  /** The reply's draft is *text* now: whoever goes back to what was before takes it back. */
  edited(conversation: string, text: string): void {
    const uses = this.#uses[conversation] ?? [];
    const last = uses[uses.length - 1];
    if (last === undefined) return;
    const gone = text.trim() === "" ? uses : text === last.before ? [last] : [];
    if (gone.length === 0) return;
    for (const use of gone) this.#report(conversation, use, "taken_back");
    this.#uses[conversation] = uses.filter((use) => !gone.includes(use));
    this.#change(conversation, { inserted: null });
  }

  /** The reply *text* was sent. */
  sent(conversation: string, text: string): void {
    for (const use of this.#uses[conversation] ?? []) {
      const same = text.trim() === use.item.text.trim();
      this.#report(conversation, use, same ? "sent" : "sent_edited");
    }
    delete this.#uses[conversation];
    this.#change(conversation, { inserted: null });
  }

  #report(conversation: string, use: Use, outcome: Outcome): void {
    const { source, reference } = use.item;
    const report: SuggestionUse = { source, reference, place: use.place, outcome };
    // A figure for later: nobody waits for it, and the agent can do nothing about a lost one.
    this.#api.suggestionUse(conversation, use.id, report).catch(() => undefined);
  }

  #put(conversation: string, offer: Offer): void {
    this.offers.update((offers) => ({ ...offers, [conversation]: offer }));
  }

  #change(conversation: string, change: Partial<Offer>): void {
    const had = this.offers.value[conversation];
    if (had !== undefined) this.#put(conversation, { ...had, ...change });
  }
}

const EMPTY: Offer = {
  seq: 0,
  status: "loading",
  language: "",
  items: [],
  dismissed: false,
  inserted: null,
};

/** Signed out, or no longer the agent's: other parts of the page say so. */
const refused = (error: unknown): boolean =>
  error instanceof RestError && [401, 403, 404].includes(error.status);
