// The customer's side of a conversation: token, connection, log and outbox as one thing that a
// page can show. It knows no DOM; whoever owns the page tells it about network and visibility.
import type {
  CustomerEventView,
  CustomerFrame,
  CustomerServerFrame,
  CustomerState,
  ErrorView,
  FollowUpKind,
  Waiting,
} from "@hangat/protocol";
import { Backoff } from "./backoff";
import type { Cancel, Clock } from "./clock";
import { newId } from "./ids";
import { Link, type OpenSocket } from "./link";
import { type Log, append, snapshot } from "./log";
import { Outbox, type OutboxItem } from "./outbox";
import type { Storage } from "./storage";
import { type AskToken, type Grant, Refused, TokenKeeper } from "./token";
import { TypingPulse } from "./typing";

/** Frames that must arrive, by their client_id. */
export type CustomerCommand = Extract<CustomerFrame, { client_id: string }>;
export type CustomerItem = OutboxItem<CustomerCommand>;

/**
 * `idle`: not wanted yet. `refused`: the service will not talk to this page; trying again by
 * itself is of no use.
 */
export type Connection = "idle" | "connecting" | "online" | "lost" | "refused";

/** All that a page shows. A new object whenever something changed. */
export interface CustomerView {
  readonly connection: Connection;
  /** Null until the first welcome. */
  readonly state: CustomerState | null;
  readonly events: readonly CustomerEventView[];
  readonly outbox: readonly CustomerItem[];
  /** Place in line; null when not waiting or not known. */
  readonly waiting: Waiting | null;
  readonly agentTyping: boolean;
  readonly maxText: number;
}

export interface CustomerClientOptions {
  url: string;
  askToken: AskToken;
  storage: Storage;
  clock: Clock;
  language: "id" | "en";
  openSocket?: OpenSocket;
  backoff?: Backoff;
  /** Numbers in [0, 1) for the jitter of asking for tokens. */
  random?: () => number;
}

type CustomerLog = Log<CustomerEventView, CustomerState>;

const CONVERSATION = "conversation";
/** The close codes that have a meaning of their own; docs/protocol.md lists them. */
const UNAUTHORIZED = 4401;
const NOT_YOURS = 4403;
/** A heartbeat may overtake the event that it counts. */
const GRACE_MS = 2_000;
const TYPING_SHOWN_MS = 10_000;
/** Share of a token's remaining life after which it is renewed. */
const RENEW_AT = 0.8;
/** Longest wait that timers of browsers can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class CustomerClient {
  readonly #options: CustomerClientOptions;
  readonly #tokens: TokenKeeper;
  readonly #link: Link<CustomerFrame, CustomerServerFrame>;
  readonly #outbox: Outbox<CustomerCommand>;
  readonly #typing: TypingPulse;
  readonly #tokenBackoff: Backoff;
  readonly #listeners = new Set<() => void>();
  #view: CustomerView;
  #log: CustomerLog | null = null;
  #conversation: string | null;
  #language: "id" | "en";
  #wanted = false;
  #welcomed = false;
  #seenSent = 0;
  #notYours = 0;
  /** The words of earlier events are in another language now: ask for all of them again. */
  #reread = false;
  /** Grows with each attempt to connect: an older one lapses. */
  #attempt = 0;
  /** Grows whenever the customer or the conversation is another one: answers to older ones lapse. */
  #era = 0;
  #cancelTyping: Cancel | null = null;
  #cancelGrace: Cancel | null = null;
  #cancelRenew: Cancel | null = null;
  #cancelToken: Cancel | null = null;

  constructor(options: CustomerClientOptions) {
    this.#options = options;
    this.#language = options.language;
    this.#conversation = options.storage.get(CONVERSATION);
    this.#tokens = new TokenKeeper(options.askToken, options.storage);
    this.#tokenBackoff = new Backoff(options.random ? { random: options.random } : {});
    this.#link = new Link({
      url: options.url,
      clock: options.clock,
      ...(options.openSocket ? { openSocket: options.openSocket } : {}),
      ...(options.backoff ? { backoff: options.backoff } : {}),
      onOpen: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame),
      onStatus: () => this.#statusChanged(),
      onClose: (code) => this.#linkClosed(code),
    });
    this.#outbox = new Outbox<CustomerCommand>({
      storage: options.storage,
      clock: options.clock,
      send: (frame) => this.#link.send(frame),
      onStuck: () => this.#link.restart(),
      onChange: () => this.#publish({ outbox: this.#outbox.items }),
    });
    this.#typing = new TypingPulse(options.clock, (on) => {
      if (this.#welcomed) this.#link.send({ type: "typing", on });
    });
    this.#view = {
      connection: "idle",
      state: null,
      events: [],
      outbox: this.#outbox.items,
      waiting: null,
      agentTyping: false,
      maxText: 4000,
    };
  }

  get view(): CustomerView {
    return this.#view;
  }

  get token(): string | null {
    return this.#tokens.grant?.token ?? null;
  }

  /** A conversation of an earlier visit may still be going on. */
  get remembers(): boolean {
    return this.#conversation !== null || this.#outbox.items.length > 0;
  }

  /** Calls *listener* after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects, and stays connected. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#connect();
  }

  /** The browser says that the network is gone: what is written now waits. */
  sleep(): void {
    this.#link.lose();
  }

  /** The network is back, the page is visible again, or the customer asked to try. */
  wake(): void {
    if (!this.#wanted) return;
    this.#link.retryNow();
    if (this.#cancelToken || this.#view.connection === "refused") void this.#connect();
  }

  send(text: string): void {
    this.#typing.stop();
    this.#outbox.add({ type: "message", client_id: newId(), text });
  }

  /** Taps button *option* of the bot's reply *seq*; *title* is shown until it arrives. */
  choose(seq: number, option: number, title: string): void {
    this.#outbox.add({ type: "choose", client_id: newId(), seq, option }, title);
  }

  askHuman(): void {
    if (!this.#pending("ask_human")) {
      this.#outbox.add({ type: "ask_human", client_id: newId() });
    }
  }

  followUp(kind: FollowUpKind, phone: string | null): void {
    this.#outbox.removeWhere((i) => i.frame.type === "follow_up" && i.status === "failed");
    if (this.#pending("follow_up")) return;
    this.#outbox.add({ type: "follow_up", client_id: newId(), kind, phone });
  }

  end(): void {
    if (!this.#pending("end")) this.#outbox.add({ type: "end", client_id: newId() });
  }

  rate(score: number, comment: string): void {
    this.#outbox.removeWhere((i) => i.frame.type === "rate" && i.status === "failed");
    if (this.#pending("rate")) return;
    this.#outbox.add({ type: "rate", client_id: newId(), score, comment });
  }

  /** Tries a failed item again; in a new conversation when the old one is over. */
  retry(clientId: string): void {
    if (this.#log?.state.floor === "closed") this.startOver();
    this.#outbox.retry(clientId);
  }

  discard(clientId: string): void {
    this.#outbox.discard(clientId);
  }

  /** The customer typed a character; only a person cares. */
  typing(): void {
    if (this.#welcomed && this.#log?.state.floor === "agent") this.#typing.typed();
  }

  /** The customer has the newest event in sight. */
  seen(): void {
    const state = this.#log?.state;
    const newest = this.#log?.events.findLast((event) => isForCustomer(event))?.seq ?? 0;
    if (!state || !this.#welcomed || newest <= Math.max(state.seen_by_customer, this.#seenSent)) {
      return;
    }
    if (this.#link.send({ type: "seen", seq: newest })) this.#seenSent = newest;
  }

  setLanguage(language: "id" | "en"): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#sayLanguage();
  }

  #sayLanguage(): void {
    const language = this.#language;
    if (this.#welcomed && this.#log?.state.floor !== "closed") {
      this.#link.send({ type: "language", language });
    }
  }

  /** The host site says who the customer is. */
  identify(identity: string): void {
    this.#tokens.identify(identity);
    if (this.#wanted) void this.#connect();
  }

  /** The customer left the host site's account: nothing of the conversation stays here. */
  signOut(): void {
    this.#wanted = false;
    this.#cancelToken?.();
    this.#cancelToken = null;
    this.#link.stop();
    this.#tokens.forget();
    this.#outbox.clear();
    this.#forgetConversation();
    this.#publish({ connection: "idle" });
  }

  /** Nothing more is to be done in this conversation: the next visit need not come back to it. */
  letGo(): void {
    this.#options.storage.remove(CONVERSATION);
  }

  /** Leaves a conversation that is over for a new one. */
  startOver(): void {
    this.#forgetConversation();
    if (this.#link.status === "stopped") this.start();
    else this.#link.restart();
  }

  // ------------------------------------------------------------ connecting

  async #connect(): Promise<void> {
    this.#cancelToken?.();
    this.#cancelToken = null;
    const attempt = ++this.#attempt;
    if (this.#view.connection !== "lost") this.#publish({ connection: "connecting" });
    let grant: Grant;
    try {
      grant = await this.#tokens.usable(this.#options.clock.now());
    } catch (error) {
      if (this.#wanted && attempt === this.#attempt) this.#tokenFailed(error);
      return;
    }
    if (!this.#wanted || attempt !== this.#attempt) return;
    this.#granted(grant);
    if (this.#link.status === "stopped") this.#link.start();
    else this.#link.restart();
  }

  #tokenFailed(error: unknown): void {
    if (error instanceof Refused) {
      this.#publish({ connection: "refused" });
      return;
    }
    this.#publish({ connection: "lost" });
    this.#cancelToken = this.#options.clock.after(this.#tokenBackoff.next(), () => {
      this.#cancelToken = null;
      void this.#connect();
    });
  }

  /** The token may be of another customer, or know of a conversation that this page does not. */
  #granted(grant: Grant): void {
    const { previous } = grant;
    if (previous !== null && previous.customer !== grant.customer) {
      if (previous.name !== null) this.#outbox.clear(); // never one customer's words as another's
      this.#forgetConversation();
      this.#remember(grant.conversation);
    } else if (this.#conversation === null) {
      this.#remember(grant.conversation);
    }
  }

  #hello(): void {
    const token = this.token;
    if (token === null) {
      this.#link.stop();
      void this.#connect();
      return;
    }
    this.#link.send({
      type: "hello",
      v: 1,
      token,
      conversation: this.#conversation,
      cursor: this.#reread ? 0 : (this.#log?.state.seq ?? 0),
      language: this.#language,
    });
  }

  #linkClosed(code: number): boolean {
    this.#disconnected();
    if (code === UNAUTHORIZED) {
      this.#renewThenConnect();
      return false;
    }
    if (code === NOT_YOURS) {
      this.#notYours += 1;
      if (this.#notYours > 1) {
        this.#publish({ connection: "refused" });
        return false;
      }
      this.#forgetConversation();
    }
    return true;
  }

  #renewThenConnect(): void {
    const wait = this.#tokenBackoff.next();
    this.#publish({ connection: "lost" });
    this.#cancelToken?.();
    this.#cancelToken = this.#options.clock.after(wait, () => {
      this.#cancelToken = null;
      const era = this.#era;
      this.#tokens.renew().then(
        (grant) => {
          if (!this.#wanted || era !== this.#era) return;
          this.#granted(grant);
          this.#link.start();
        },
        (error: unknown) => {
          if (this.#wanted && era === this.#era) this.#tokenFailed(error);
        },
      );
    });
  }

  #renewBefore(expiresAt: string): void {
    this.#cancelRenew?.();
    const left = Date.parse(expiresAt) - this.#options.clock.now();
    const wait = Math.min(Math.max(left * RENEW_AT, 1_000), MAX_TIMER_MS);
    this.#cancelRenew = this.#options.clock.after(wait, () => {
      const era = this.#era;
      this.#tokens.renew().then(
        (grant) => {
          if (!this.#welcomed || era !== this.#era) return;
          this.#link.send({ type: "renew", token: grant.token });
          this.#renewBefore(grant.expires_at);
        },
        () => {
          // Not fatal: the service closes with 4401 when the old one runs out.
          if (this.#welcomed && era === this.#era) this.#renewBefore(expiresAt);
        },
      );
    });
  }

  #statusChanged(): void {
    if (this.#link.status === "waiting") this.#publish({ connection: "lost" });
    if (this.#link.status !== "open") this.#disconnected();
  }

  #disconnected(): void {
    if (!this.#welcomed) return;
    this.#welcomed = false;
    this.#cancelGrace?.();
    this.#cancelRenew?.();
    this.#typing.forget();
    this.#outbox.closed();
    this.#publish({ waiting: null, agentTyping: false });
  }

  // ------------------------------------------------------------ receiving

  #receive(frame: CustomerServerFrame): void {
    switch (frame.type) {
      case "welcome": {
        const other = frame.state.conversation !== this.#conversation;
        const log = snapshot(other ? null : this.#log, frame);
        if (log === "gap") {
          this.#log = null;
          this.#link.restart();
          return;
        }
        this.#welcomed = true;
        this.#reread = false;
        this.#notYours = 0;
        this.#seenSent = 0;
        this.#tokenBackoff.reset();
        this.#link.established(frame.heartbeat_s);
        this.#remember(frame.state.conversation);
        this.#renewBefore(frame.token_expires_at);
        this.#publish({ connection: "online", maxText: frame.max_text });
        this.#grown(log, frame.events);
        this.#outbox.opened();
        if (frame.state.language !== this.#language) this.#sayLanguage();
        return;
      }
      case "events": {
        if (this.#log === null) return;
        const log = append(this.#log, frame);
        if (log === "gap") {
          this.#link.restart();
          return;
        }
        this.#grown(log, frame.events);
        if (frame.events.some((event) => event.kind === "language")) {
          this.#reread = true;
          this.#link.restart();
        }
        return;
      }
      case "waiting":
        this.#publish({ waiting: frame });
        return;
      case "typing":
        if (frame.author === "agent") this.#agentTypes(frame.on);
        return;
      case "heartbeat":
        this.#heard(frame.seq);
        return;
      case "error":
        this.#refusedFrame(frame);
        return;
      default:
        return; // a newer service says more than this page knows
    }
  }

  #grown(log: CustomerLog, events: readonly CustomerEventView[]): void {
    this.#log = log;
    const { state } = log;
    this.#publish({
      state,
      events: log.events,
      ...(state.floor === "queue" ? {} : { waiting: null }),
    });
    if (events.some((event) => event.kind === "message" && event.author === "agent")) {
      this.#agentTypes(false);
    }
    this.#outbox.acknowledge(events.flatMap((event) => clientIdOf(event) ?? []));
    this.#outbox.removeWhere((item) => settled(item.frame, state));
    if (state.floor === "closed") {
      if (state.rating !== null) this.letGo();
      this.#outbox.failWhere(
        (item) => item.status !== "failed" && item.frame.type !== "rate",
        "illegal",
      );
    }
  }

  #heard(seq: number): void {
    if (seq <= (this.#log?.state.seq ?? 0) || this.#cancelGrace) return;
    this.#cancelGrace = this.#options.clock.after(GRACE_MS, () => {
      this.#cancelGrace = null;
      if (this.#welcomed && seq > (this.#log?.state.seq ?? 0)) this.#link.restart();
    });
  }

  #refusedFrame(error: ErrorView): void {
    if (error.client_id === null) return; // the service closes where that is the end
    if (error.retry || error.code === "rate_limited" || error.code === "unavailable") {
      this.#outbox.postpone(error.client_id, error.retry_after_s);
    } else {
      this.#outbox.fail(error.client_id, error.code);
    }
  }

  #agentTypes(on: boolean): void {
    this.#cancelTyping?.();
    this.#cancelTyping = on
      ? this.#options.clock.after(TYPING_SHOWN_MS, () => this.#publish({ agentTyping: false }))
      : null;
    if (on !== this.#view.agentTyping) this.#publish({ agentTyping: on });
  }

  // ------------------------------------------------------------ keeping

  #pending(type: CustomerCommand["type"]): boolean {
    return this.#outbox.items.some((i) => i.frame.type === type && i.status !== "failed");
  }

  #remember(conversation: string | null): void {
    this.#conversation = conversation;
    if (conversation === null) this.#options.storage.remove(CONVERSATION);
    else this.#options.storage.set(CONVERSATION, conversation);
  }

  #forgetConversation(): void {
    this.#era += 1;
    this.#log = null;
    this.#remember(null);
    this.#disconnected();
    this.#publish({ state: null, events: [], waiting: null, agentTyping: false });
  }

  #publish(change: Partial<CustomerView>): void {
    const keys = Object.keys(change) as (keyof CustomerView)[];
    if (keys.every((key) => change[key] === this.#view[key])) return;
    this.#view = { ...this.#view, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Bubbles and lines that somebody else put there. */
function isForCustomer(event: CustomerEventView): boolean {
  return (event.kind === "message" && event.author !== "customer") || event.kind === "notice";
}

function clientIdOf(event: CustomerEventView): string | null {
  return event.kind === "message" || event.kind === "notice" ? event.client_id : null;
}

/** Some wishes cause no event of their own: what they wanted is so already. */
function settled(frame: CustomerCommand, state: CustomerState): boolean {
  switch (frame.type) {
    case "ask_human":
      return state.floor !== "bot";
    case "end":
      return state.floor === "closed";
    case "follow_up":
      return state.floor !== "queue";
    case "rate":
      return state.rating !== null;
    default:
      return false;
  }
}
