// Frames and views as the service sends them, with only what a test cares about spelled out.
import type {
  AgentEventView,
  AgentMessageView,
  AgentNoticeView,
  AgentState,
  AgentWelcome,
  Card,
  ErrorView,
  Inbox,
  Session,
  SignalView,
  StaffView,
} from "@hangat/protocol";

export const A = "00000000-0000-4000-8000-00000000000a";
export const B = "00000000-0000-4000-8000-00000000000b";
export const ME: StaffView = {
  id: "00000000-0000-4000-8000-000000000001",
  name: "Dewi Lestari",
  email: "dewi@bank.example",
  role: "agent",
  capacity: 4,
};
export const SESSION: Session = { me: ME, csrf: "c", expires_at: "2026-11-21T20:00:00Z" };

/** *minute* minutes after seven. */
export const at = (minute: number): string =>
  new Date(Date.parse("2026-11-21T07:00:00Z") + minute * 60_000).toISOString();

export function card(conversation: string, change: Partial<Card> = {}): Card {
  return {
    conversation,
    seq: 1,
    floor: "queue",
    customer_name: null,
    signed_in: false,
    language: "id",
    reason: "asked_for_human",
    topic: null,
    queued_at: at(0),
    due_at: at(3),
    nobody_on_duty: false,
    agent: null,
    last_text: "halo",
    last_author: "customer",
    last_at: at(0),
    unread: 1,
    ...change,
  };
}

export function inbox(change: Partial<Inbox> = {}): Inbox {
  return {
    type: "inbox",
    waiting: [],
    mine: [],
    others: [],
    on_duty: 1,
    open_follow_ups: 0,
    ...change,
  };
}

export function state(
  conversation: string,
  seq: number,
  change: Partial<AgentState> = {},
): AgentState {
  return {
    conversation,
    seq,
    floor: "agent",
    language: "id",
    customer_name: "Rina Hartono",
    signed_in: true,
    agent: ME.name,
    agent_id: ME.id,
    mine: true,
    reason: "asked_for_human",
    topic: null,
    failures: 0,
    handoffs: 1,
    queued_at: at(0),
    due_at: at(3),
    nobody_on_duty: false,
    follow_up: null,
    settled: null,
    rating: null,
    seen_by_customer: 0,
    seen_by_agent: 0,
    started_at: at(0),
    ...change,
  };
}

export function message(seq: number, change: Partial<AgentMessageView> = {}): AgentMessageView {
  return {
    kind: "message",
    seq,
    at: at(seq),
    floor: "agent",
    author: "customer",
    name: null,
    texts: ["halo"],
    links: [],
    buttons: [],
    client_id: null,
    masked: [],
    intent: null,
    confidence: null,
    outcome: null,
    signal: null,
    ...change,
  };
}

export const signal = (change: Partial<SignalView> = {}): SignalView => ({
  model_version: "m",
  repeats: 0,
  sentiment: null,
  frustration: null,
  evidence: null,
  decision: null,
  ...change,
});

export const bot = (
  seq: number,
  intent: string | null,
  outcome: NonNullable<AgentMessageView["outcome"]>,
): AgentMessageView => message(seq, { author: "bot", name: "Asisten virtual", intent, outcome });

export function notice(seq: number, change: Partial<AgentNoticeView> = {}): AgentNoticeView {
  return {
    kind: "notice",
    seq,
    at: at(seq),
    floor: "queue",
    notice: "escalated",
    text: { id: "kata", en: "words" },
    agent: null,
    reference: null,
    follow_up: null,
    phone: null,
    reason: "asked_for_human",
    topic: null,
    failures: null,
    note: null,
    closed_by: null,
    ...change,
  };
}

export const skipped = (seq: number): AgentEventView => ({
  kind: "skipped",
  seq,
  at: at(seq),
  floor: "agent",
});

export const welcome = (change: Partial<AgentWelcome> = {}): AgentWelcome => ({
  type: "welcome",
  v: 1,
  me: ME,
  presence: "available",
  heartbeat_s: 20,
  max_text: 4000,
  ...change,
});

export const error = (change: Partial<ErrorView>): ErrorView => ({
  type: "error",
  code: "conflict",
  message: "",
  retry: false,
  retry_after_s: null,
  client_id: null,
  request: null,
  conversation: null,
  ...change,
});
