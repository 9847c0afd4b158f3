// What a colleague would tell the agent about the conversation so far, read from its events.
import type { AgentEventView, AgentMessageView, Outcome } from "@hangat/protocol";

/** One thing that the bot did for the customer. */
export interface Attempt {
  readonly seq: number;
  readonly at: string;
  readonly intent: string | null;
  readonly outcome: Outcome;
  /** The same intent and outcome directly again. */
  readonly times: number;
}

/** The bot's attempts in order; small talk is none, and the same again is counted, not repeated. */
export function attempts(events: readonly AgentEventView[]): Attempt[] {
  const found: Attempt[] = [];
  for (const event of events) {
    if (event.kind !== "message" || event.author !== "bot") continue;
    if (event.outcome === null || event.outcome === "chitchat") continue;
    const last = found[found.length - 1];
    if (last && last.intent === event.intent && last.outcome === event.outcome) {
      found[found.length - 1] = { ...last, seq: event.seq, at: event.at, times: last.times + 1 };
    } else {
      const { seq, at, intent, outcome } = event;
      found.push({ seq, at, intent, outcome, times: 1 });
    }
  }
  return found;
}

export type MoodWord = "good" | "calm" | "low" | "bad";

/** One message of the customer's whose mood was measured. */
export interface MoodPoint {
  readonly seq: number;
  readonly at: string;
  /** -1 to 1. */
  readonly value: number;
  readonly word: MoodWord;
  /** What the message led to, where that was a person. */
  readonly led: "offer" | "transfer" | null;
}

export interface Mood {
  /** Oldest first. */
  readonly points: readonly MoodPoint[];
  readonly now: MoodWord;
  readonly trend: "falling" | "rising" | "steady";
}

/** From this difference on between the first and the last point the mood has changed. */
const CHANGE = 0.4;

/** The customer's mood, or null where nothing measured it. */
export function mood(events: readonly AgentEventView[]): Mood | null {
  const points: MoodPoint[] = [];
  for (const event of events) {
    if (!fromCustomer(event)) continue;
    const value = event.signal?.sentiment ?? null;
    if (value === null) continue;
    const decision = event.signal?.decision ?? null;
    const led = decision === "stay" ? null : decision;
    points.push({ seq: event.seq, at: event.at, value, word: wordFor(value), led });
  }
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return null;
  const change = last.value - first.value;
  const trend = change <= -CHANGE ? "falling" : change >= CHANGE ? "rising" : "steady";
  return { points, now: last.word, trend };
}

const wordFor = (value: number): MoodWord =>
  value > 0.3 ? "good" : value > -0.2 ? "calm" : value > -0.6 ? "low" : "bad";

/** How often the newest customer turn that was read repeats earlier ones; null: not measured. */
export function repeats(events: readonly AgentEventView[]): number | null {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event && fromCustomer(event) && event.signal) return event.signal.repeats;
  }
  return null;
}

/** Number of the newest message of the customer; 0 without one. */
export function newestFromCustomer(events: readonly AgentEventView[]): number {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event && fromCustomer(event)) return event.seq;
  }
  return 0;
}

const fromCustomer = (event: AgentEventView): event is AgentMessageView =>
  event.kind === "message" && event.author === "customer";
