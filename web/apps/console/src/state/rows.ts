// The log as it is drawn: events become rows, messages of one author in a row become one group.
import type {
  AgentEventView,
  AgentMessageView,
  AgentNoticeView,
  LanguageView,
  NoteView,
  RatedView,
} from "@hangat/protocol";

/** A pause longer than this starts a new group, in milliseconds. */
const PAUSE_MS = 5 * 60_000;

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | {
      readonly kind: "group";
      readonly key: string;
      readonly author: AgentMessageView["author"];
      readonly name: string | null;
      readonly messages: readonly AgentMessageView[];
    }
  | { readonly kind: "note"; readonly key: string; readonly note: NoteView }
  | { readonly kind: "notice"; readonly key: string; readonly notice: AgentNoticeView }
  | { readonly kind: "aside"; readonly key: string; readonly event: RatedView | LanguageView };

export function rows(events: readonly AgentEventView[]): Row[] {
  const out: Row[] = [];
  let day = "";
  for (const event of events) {
    if (event.kind === "skipped" || event.kind === "seen") continue;
    const on = new Date(event.at).toDateString();
    if (on !== day) {
      day = on;
      out.push({ kind: "day", key: `day-${event.seq}`, at: event.at });
    }
    const key = `e-${event.seq}`;
    if (event.kind === "message") push(out, event, key);
    else if (event.kind === "note") out.push({ kind: "note", key, note: event });
    else if (event.kind === "notice") out.push({ kind: "notice", key, notice: event });
    else out.push({ kind: "aside", key, event });
  }
  return out;
}

function push(out: Row[], message: AgentMessageView, key: string): void {
  const last = out[out.length - 1];
  if (last?.kind === "group" && last.author === message.author && last.name === message.name) {
    const before = last.messages[last.messages.length - 1];
    if (before && Date.parse(message.at) - Date.parse(before.at) <= PAUSE_MS) {
      out[out.length - 1] = { ...last, messages: [...last.messages, message] };
      return;
    }
  }
  const { author, name } = message;
  out.push({ kind: "group", key, author, name, messages: [message] });
}

export interface Delivery {
  /** Number of the newest message of an agent that the customer has read; 0 for none. */
  readonly seen: number;
  /** Number of the newest message of an agent. */
  readonly newest: number;
}

/** Under which messages of agents "read" and "delivered" stand. */
export function delivery(events: readonly AgentEventView[], seenByCustomer: number): Delivery {
  let seen = 0;
  let newest = 0;
  for (const event of events) {
    if (event.kind !== "message" || event.author !== "agent") continue;
    newest = event.seq;
    if (event.seq <= seenByCustomer) seen = event.seq;
  }
  return { seen, newest };
}

/** The newest handover, or null while the bot has always had the floor. */
export function handover(events: readonly AgentEventView[]): AgentNoticeView | null {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event?.kind === "notice" && event.notice === "escalated") return event;
  }
  return null;
}

/** Up to two letters that stand for *name*. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  return (
    letters
      .map((word) => (word ? [...word][0] : ""))
      .join("")
      .toUpperCase() || "·"
  );
}
