// A clock and sockets that the tests own.
import type { CustomerEventView, CustomerState, CustomerWelcome } from "@hangat/protocol";
import type { Cancel, Clock } from "../src/clock";
import type { OpenSocket, Socket } from "../src/link";

export class FakeClock implements Clock {
  #now = Date.parse("2026-11-21T07:00:00Z");
  #plans: { at: number; action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): Cancel {
    const plan = { at: this.#now + ms, action };
    this.#plans.push(plan);
    return () => {
      this.#plans = this.#plans.filter((other) => other !== plan);
    };
  }

  /** Lets *ms* pass; what is planned runs at its time, also what is planned on the way. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#plans.filter((plan) => plan.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#plans = this.#plans.filter((plan) => plan !== due);
      this.#now = due.at;
      due.action();
    }
    this.#now = end;
  }
}

export class FakeSocket implements Socket {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.(undefined as never);
  }

  receive(frame: object | string): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  fail(code: number): void {
    this.onclose?.({ code, reason: "" });
  }

  ofType(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame["type"] === type);
  }
}

export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];
  readonly open: OpenSocket = () => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }
}

export const CONVERSATION = "00000000-0000-4000-8000-000000000001";

export function state(change: Partial<CustomerState> = {}): CustomerState {
  return {
    conversation: CONVERSATION,
    seq: 1,
    floor: "bot",
    language: "id",
    customer_name: null,
    agent: null,
    bot_is_writing: false,
    nobody_on_duty: false,
    follow_up: null,
    rating: null,
    can_rate: false,
    seen_by_agent: 0,
    seen_by_customer: 0,
    ...change,
  };
}

export function started(): CustomerEventView {
  return {
    kind: "notice",
    seq: 1,
    at: "2026-11-21T07:00:00Z",
    floor: "bot",
    notice: "started",
    text: "Percakapan dimulai.",
    agent: null,
    reference: null,
    follow_up: null,
    reason: null,
    client_id: null,
  };
}

export function said(seq: number, text: string, clientId: string | null = null): CustomerEventView {
  return {
    kind: "message",
    seq,
    at: "2026-11-21T07:00:00Z",
    floor: "bot",
    author: clientId === null ? "bot" : "customer",
    name: clientId === null ? "Asisten virtual" : null,
    texts: [text],
    links: [],
    buttons: [],
    client_id: clientId,
    masked: [],
  };
}

export function welcome(
  events: CustomerEventView[] = [started()],
  change: Partial<CustomerState> = {},
  resumed = false,
): CustomerWelcome {
  return {
    type: "welcome",
    v: 1,
    resumed,
    state: state({ seq: events.at(-1)?.seq ?? change.seq ?? 1, ...change }),
    events,
    token_expires_at: "2026-11-21T08:00:00Z",
    heartbeat_s: 20,
    max_text: 4000,
  };
}
