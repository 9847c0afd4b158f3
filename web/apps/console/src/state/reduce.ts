// How the console's knowledge changes. Pure: the controller does what has to be done about it.
import type {
  AgentEvents,
  AgentEventView,
  AgentServerFrame,
  ConversationSnapshot,
  ErrorView,
} from "@hangat/protocol";
import type { LinkStatus } from "@hangat/client";
import { cursorOf, emptyThread } from "./model";
import type { Model, Pending, Thread } from "./model";

export function onLink(model: Model, link: LinkStatus): Model {
  if (link === model.link) return model;
  // Whoever was typing may have stopped while nobody listened.
  if (link === "open") return { ...model, link };
  const lost = model.lost || model.met || link === "waiting";
  return { ...quiet(model), link, lost };
}

export function onFrame(model: Model, frame: AgentServerFrame): Model {
  switch (frame.type) {
    case "welcome":
      return {
        ...model,
        met: true,
        lost: false,
        outdated: frame.v !== 1,
        me: frame.me,
        presence: frame.presence,
        maxText: frame.max_text,
      };
    case "inbox":
      return { ...model, inbox: frame };
    case "presence":
      return { ...model, presence: frame.status };
    case "snapshot":
      return onSnapshot(model, frame);
    case "events":
      return onEvents(model, frame);
    case "typing":
      if (frame.author !== "customer") return model;
      return withThread(model, frame.conversation, (thread) => ({
        ...thread,
        customerTyping: frame.on,
      }));
    case "done":
      return { ...model, pending: without(model.pending, frame.request) };
    case "error":
      return onError(model, frame);
    case "heartbeat":
      return model;
    default:
      return model; // a newer service may say more than this page knows
  }
}

/** Followed conversations of which the service has newer events than this page. */
export function behind(model: Model, cursors: Readonly<Record<string, number>>): string[] {
  return Object.entries(cursors)
    .filter(([id, seq]) => id in model.threads && seq > cursorOf(model.threads[id]))
    .map(([id]) => id);
}

/** Whether *frame* leaves a hole after what this page has: then it asks again from its cursor. */
export function gap(model: Model, frame: AgentEvents): boolean {
  const first = frame.events[0];
  return first !== undefined && first.seq > cursorOf(model.threads[frame.conversation]) + 1;
}

export function follow(model: Model, id: string): Model {
  return withThread(model, id, (thread) => ({ ...thread, problem: null }));
}

export function unfollow(model: Model, id: string): Model {
  const { [id]: _, ...threads } = model.threads;
  return { ...model, threads };
}

export function ask(model: Model, pending: Pending): Model {
  return { ...model, pending: [...model.pending, pending] };
}

export function forgetPending(model: Model): Model {
  return model.pending.length === 0 ? model : { ...model, pending: [] };
}

function onSnapshot(model: Model, frame: ConversationSnapshot): Model {
  const id = frame.state.conversation;
  const before = model.threads[id] ?? emptyThread(id);
  const events = frame.resumed ? append(before.events, frame.events) : frame.events;
  const thread = { ...before, state: frame.state, events, problem: null };
  return { ...model, threads: { ...model.threads, [id]: thread } };
}

function onEvents(model: Model, frame: AgentEvents): Model {
  const before = model.threads[frame.conversation];
  if (before === undefined || gap(model, frame)) return model;
  const spoke = frame.events.some((e) => e.kind === "message" && e.author === "customer");
  const thread: Thread = {
    ...before,
    state: frame.state.seq >= cursorOf(before) ? frame.state : before.state,
    events: append(before.events, frame.events),
    customerTyping: before.customerTyping && !spoke,
  };
  return { ...model, threads: { ...model.threads, [frame.conversation]: thread } };
}

/** The client ids in *events*: what was sent and has come back. */
export function returned(events: readonly AgentEventView[]): string[] {
  return events.flatMap((event) =>
    (event.kind === "message" || event.kind === "note") && event.client_id !== null
      ? [event.client_id]
      : [],
  );
}

function onError(model: Model, frame: ErrorView): Model {
  let after = model;
  if (frame.request !== null) after = { ...after, pending: without(after.pending, frame.request) };
  const about = frame.conversation;
  const thread = about === null ? undefined : after.threads[about];
  const reading = frame.request === null && frame.client_id === null;
  if (about !== null && thread !== undefined && reading && thread.state === null)
    after = withThread(after, about, (t) => ({ ...t, problem: frame.code }));
  return after;
}

function append(
  had: readonly AgentEventView[],
  more: readonly AgentEventView[],
): readonly AgentEventView[] {
  const last = had[had.length - 1]?.seq ?? 0;
  const fresh = more.filter((event) => event.seq > last);
  return fresh.length === 0 ? had : [...had, ...fresh];
}

function withThread(model: Model, id: string, change: (thread: Thread) => Thread): Model {
  const thread = change(model.threads[id] ?? emptyThread(id));
  return { ...model, threads: { ...model.threads, [id]: thread } };
}

function quiet(model: Model): Model {
  const typing = Object.values(model.threads).filter((thread) => thread.customerTyping);
  return typing.reduce(
    (after, thread) => withThread(after, thread.id, (t) => ({ ...t, customerTyping: false })),
    model,
  );
}

const without = (pending: readonly Pending[], request: string): readonly Pending[] =>
  pending.filter((p) => p.request !== request);
