// Joins the socket, the knowledge and what the agent does. No DOM: the clock, the storage and the
// socket come from outside.
import type { AgentServerFrame, ErrorView, Inbox, Session } from "@hangat/protocol";
import {
  AgentLink,
  type Clock,
  type LinkStatus,
  newId,
  type OpenSocket,
  Outbox,
  type Storage,
} from "@hangat/client";
import type { Texts } from "../i18n";
import { changeDraft, draftOf, keepDrafts, restoreDrafts } from "./drafts";
import type { Draft, Drafts, Mode } from "./drafts";
import { begin, cursorOf } from "./model";
import type { Deed, Model, Outgoing, Pending, Presence, Written } from "./model";
import * as next from "./reduce";
import { Store } from "./store";
import { newestFromCustomer } from "./summary";
import { Typing } from "./typing";

/** A short message in whatever language the agent reads when it is shown. */
export interface Toast {
  readonly id: string;
  readonly tone: "good" | "bad";
  readonly text: (t: Texts) => string;
}

export interface ControllerOptions {
  session: Session;
  url: string;
  clock: Clock;
  openSocket?: OpenSocket;
  /** Holds words about customers: it should end with the tab. */
  storage: Storage;
  /** The service says that nobody is signed in any more. */
  onSignedOut(): void;
  /** A connection was refused: find out over REST whether the session still stands. */
  onRefused(): void;
  /** An accepted conversation should be opened. */
  onAccepted(conversation: string): void;
  /** The agent has let go of a conversation. */
  onLeft(conversation: string): void;
  /** Conversations that have newly come to wait. */
  onArrival(inbox: Inbox, fresh: readonly string[]): void;
}

/** How long a good message stays, in milliseconds. A bad one stays until it is closed. */
const TOAST_MS = 6_000;

export class Controller {
  readonly store: Store<Model>;
  readonly drafts: Store<Drafts>;
  readonly toasts = new Store<readonly Toast[]>([]);
  readonly #options: ControllerOptions;
  readonly #link: AgentLink;
  readonly #outbox: Outbox<Written>;
  readonly #typing: Typing;
  #open: string | null = null;
  #visible = true;
  #chosen: Presence | null = null;
  #seenSent: Record<string, number> = {};

  constructor(options: ControllerOptions) {
    this.#options = options;
    const me = options.session.me;
    this.store = new Store(begin(me));
    this.drafts = new Store(restoreDrafts(options.storage));
    this.#link = new AgentLink({
      url: options.url,
      clock: options.clock,
      ...(options.openSocket ? { openSocket: options.openSocket } : {}),
      onFrame: (frame) => this.#onFrame(frame),
      onStatus: (status) => this.#onStatus(status),
      onSignedOut: () => options.onSignedOut(),
      onRefused: () => options.onRefused(),
    });
    this.#outbox = new Outbox<Written>({
      storage: options.storage,
      clock: options.clock,
      send: (frame) => this.#link.send(frame),
      onStuck: () => this.#link.restart(),
      onChange: () => this.store.update((m) => ({ ...m, outbox: this.#outbox.items })),
    });
    this.store.update((model) => ({ ...model, outbox: this.#outbox.items }));
    this.#typing = new Typing(
      options.clock,
      (conversation, on) => void this.#link.send({ type: "typing", conversation, on }),
      (conversation) =>
        this.store.update((model) =>
          next.onFrame(model, { type: "typing", conversation, author: "customer", on: false }),
        ),
    );
    this.drafts.watch(() => keepDrafts(options.storage, this.drafts.value));
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#typing.stop();
    this.#link.stop();
  }

  /** The browser says that the network is gone: no use in waiting for silence to tell. */
  networkLost(): void {
    this.#link.restart();
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  /** After signing out: nothing about customers stays in the browser. */
  forget(): void {
    this.stop();
    this.#outbox.clear();
    this.drafts.update(() => ({}));
  }

  /** The conversation on the screen; null for none. */
  open(conversation: string | null): void {
    this.#open = conversation;
    this.#follow();
    this.#markSeen();
  }

  /** Whether the agent can see the page: nothing counts as read behind another window. */
  visible(on: boolean): void {
    this.#visible = on;
    this.#markSeen();
  }

  // ------------------------------------------------------------ what the agent does

  accept(conversation: string): void {
    this.#ask("accept", conversation, (request) =>
      this.#link.send({ type: "accept", request, conversation }),
    );
  }

  handBack(conversation: string, note: string): void {
    this.#ask("hand_back", conversation, (request) =>
      this.#link.send({ type: "hand_back", request, conversation, note }),
    );
  }

  requeue(conversation: string): void {
    this.#ask("requeue", conversation, (request) =>
      this.#link.send({ type: "requeue", request, conversation }),
    );
  }

  close(conversation: string): void {
    this.#ask("close", conversation, (request) =>
      this.#link.send({ type: "close", request, conversation }),
    );
  }

  setPresence(status: Presence): void {
    this.#chosen = status;
    this.#ask("presence", null, (request) =>
      this.#link.send({ type: "presence", request, status }),
    );
  }

  /**
   * Keeps the text and sends it, now or when the connection is back. False: nothing to send.
   * After a note the next words are a reply again: a customer waits for those.
   */
  say(conversation: string, mode: Mode): boolean {
    const text = draftOf(this.drafts.value, conversation)[mode].trim();
    if (text === "" || [...text].length > this.store.value.maxText) return false;
    this.#outbox.add({ type: mode, conversation, client_id: newId(), text });
    this.drafts.update((drafts) =>
      changeDraft(drafts, conversation, { [mode]: "", mode: "message" }),
    );
    this.#typing.own(conversation, false);
    return true;
  }

  draft(conversation: string, change: Partial<Draft>): void {
    this.drafts.update((drafts) => changeDraft(drafts, conversation, change));
    if (change.message !== undefined) this.#typing.own(conversation, change.message !== "");
  }

  /** Takes a refused text back into the text field, before what stands there. */
  takeBack(outgoing: Outgoing): void {
    const { conversation, type, text } = outgoing.frame;
    const had = draftOf(this.drafts.value, conversation)[type];
    this.drafts.update((drafts) =>
      changeDraft(drafts, conversation, {
        mode: type,
        [type]: had === "" ? text : `${text}\n${had}`,
      }),
    );
    this.drop(outgoing);
  }

  drop(outgoing: Outgoing): void {
    this.#outbox.discard(outgoing.frame.client_id);
  }

  toast(tone: Toast["tone"], text: Toast["text"]): void {
    const toast: Toast = { id: newId(), tone, text };
    // Of the bad ones only the newest counts; two at once would only bury each other.
    this.toasts.update((had) => [
      ...had.filter((t) => t.tone === "good" || tone === "good"),
      toast,
    ]);
    if (tone === "good") this.#options.clock.after(TOAST_MS, () => this.dismiss(toast.id));
  }

  dismiss(id: string): void {
    this.toasts.update((had) => had.filter((t) => t.id !== id));
  }

  /** Whoever has moved on no longer needs to read what went wrong before. */
  forgetTrouble(): void {
    this.toasts.update((had) => had.filter((toast) => toast.tone === "good"));
  }

  /** The customer's name as far as the lists know it. */
  nameOf(conversation: string | null): string | null {
    if (conversation === null) return null;
    const { inbox, threads } = this.store.value;
    const cards = inbox ? [...inbox.mine, ...inbox.waiting, ...inbox.others] : [];
    const card = cards.find((c) => c.conversation === conversation);
    return card?.customer_name ?? threads[conversation]?.state?.customer_name ?? null;
  }

  // ------------------------------------------------------------ what the service says

  #onStatus(status: LinkStatus): void {
    this.store.update((model) => next.onLink(model, status));
    if (status === "open") return;
    this.#outbox.closed();
    const unanswered = this.store.value.pending.some((p) => p.deed !== "presence");
    this.store.update(next.forgetPending);
    if (unanswered) this.toast("bad", (t) => t.error["unsure"] ?? "");
  }

  #onFrame(frame: AgentServerFrame): void {
    const before = this.store.value;
    if (frame.type === "events" && next.gap(before, frame)) {
      this.#catchUp(frame.conversation);
      return;
    }
    this.store.update((model) => next.onFrame(model, frame));
    switch (frame.type) {
      case "welcome":
        return this.#onWelcome();
      case "inbox":
        this.#follow();
        return this.#onInbox(before.inbox, frame);
      case "typing":
        return this.#typing.theirs(frame.conversation, frame.on);
      case "heartbeat":
        return next.behind(before, frame.cursors).forEach((id) => this.#catchUp(id));
      case "snapshot":
      case "events":
        this.#outbox.acknowledge(next.returned(frame.events));
        return this.#markSeen();
      case "done":
        return this.#onDone(before.pending.find((p) => p.request === frame.request));
      case "error":
        return this.#onError(frame, before);
    }
  }

  #onWelcome(): void {
    this.#seenSent = {};
    const { threads, presence } = this.store.value;
    for (const id of Object.keys(threads)) this.#catchUp(id);
    this.#follow();
    this.#outbox.opened();
    if (this.#chosen !== null && this.#chosen !== presence) this.setPresence(this.#chosen);
  }

  #onInbox(before: Inbox | null, inbox: Inbox): void {
    if (before === null) return;
    const known = new Set([...before.waiting, ...before.mine].map((c) => c.conversation));
    const fresh = inbox.waiting.map((c) => c.conversation).filter((id) => !known.has(id));
    if (fresh.length > 0) this.#options.onArrival(inbox, fresh);
  }

  #onDone(pending: Pending | undefined): void {
    if (!pending || pending.conversation === null) return;
    const id = pending.conversation;
    const name = this.nameOf(id);
    const said = SAID[pending.deed];
    if (said) this.toast("good", (t) => t.said[said](name ?? t.lists.visitor));
    if (pending.deed === "accept") this.#options.onAccepted(id);
    else this.#options.onLeft(id);
  }

  #onError(frame: ErrorView, before: Model): void {
    if (frame.code === "unauthorized") return this.#options.onSignedOut();
    if (frame.client_id !== null) {
      if (frame.retry) this.#outbox.postpone(frame.client_id, frame.retry_after_s);
      else this.#outbox.fail(frame.client_id, frame.code);
      return;
    }
    const pending = before.pending.find((p) => p.request === frame.request);
    if (!pending) return;
    if (pending.deed === "presence") this.#chosen = null;
    const name = this.nameOf(pending.conversation);
    const faster = pending.deed === "accept" && frame.code !== "at_capacity" && !frame.retry;
    this.toast("bad", (t) =>
      faster && (frame.code === "conflict" || frame.code === "illegal")
        ? t.said.faster(name ?? t.lists.visitor)
        : (t.error[frame.code] ?? frame.message),
    );
  }

  // ------------------------------------------------------------ what has to be sent

  #ask(deed: Deed, conversation: string | null, send: (request: string) => boolean): void {
    const busy = this.store.value.pending.some(
      (p) => p.deed === deed && p.conversation === conversation,
    );
    if (busy && deed !== "presence") return;
    const request = newId();
    this.store.update((model) => next.ask(model, { request, deed, conversation }));
    if (send(request)) return;
    this.store.update((model) => ({
      ...model,
      pending: model.pending.filter((p) => p.request !== request),
    }));
    this.toast("bad", (t) => t.link.notNow);
  }

  /** Follows my conversations and the one on the screen, and nothing else. */
  #follow(): void {
    const { inbox, threads } = this.store.value;
    const wanted = new Set((inbox?.mine ?? []).map((card) => card.conversation));
    if (this.#open !== null) wanted.add(this.#open);
    for (const id of wanted) {
      if (id in threads) continue;
      this.store.update((model) => next.follow(model, id));
      this.#catchUp(id);
    }
    if (inbox === null) return;
    for (const id of Object.keys(threads)) {
      if (wanted.has(id)) continue;
      this.store.update((model) => next.unfollow(model, id));
      this.#link.send({ type: "unfollow", conversation: id });
    }
  }

  /** Reads a conversation that could not be read once more. */
  reread(conversation: string): void {
    this.store.update((model) => next.follow(model, conversation));
    this.#catchUp(conversation);
  }

  #catchUp(conversation: string): void {
    const cursor = cursorOf(this.store.value.threads[conversation]);
    this.#link.send({ type: "follow", conversation, cursor });
  }

  #markSeen(): void {
    const id = this.#open;
    const thread = id === null ? undefined : this.store.value.threads[id];
    if (id === null || !this.#visible || !thread?.state?.mine) return;
    const seq = newestFromCustomer(thread.events);
    if (seq <= Math.max(thread.state.seen_by_agent, this.#seenSent[id] ?? 0)) return;
    if (this.#link.send({ type: "seen", conversation: id, seq })) this.#seenSent[id] = seq;
  }
}

const SAID = {
  accept: null, // the opened conversation says it
  hand_back: "handedBack",
  requeue: "requeued",
  close: "closed",
  presence: null,
} as const satisfies Record<Deed, keyof Texts["said"] | null>;
