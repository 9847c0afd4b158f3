// What the console knows. Plain values; reduce.ts is the only place that makes new ones.
import type {
  AgentEventView,
  AgentMessage,
  AgentNote,
  AgentState,
  ErrorCode,
  Inbox,
  StaffView,
} from "@hangat/protocol";
import type { LinkStatus, OutboxItem } from "@hangat/client";

export type Presence = "available" | "away";

/** One conversation that this page follows. Its cursor is `state.seq`. */
export interface Thread {
  readonly id: string;
  /** Null until the first snapshot came. */
  readonly state: AgentState | null;
  readonly events: readonly AgentEventView[];
  readonly customerTyping: boolean;
  /** Why it could not be read. */
  readonly problem: ErrorCode | null;
}

/** What stands in the outbox: a reply or a note that the service has not given back yet. */
export type Written = AgentMessage | AgentNote;
export type Outgoing = OutboxItem<Written>;

export type Deed = "accept" | "hand_back" | "requeue" | "close" | "presence";

/** A request that has no answer yet. */
export interface Pending {
  readonly request: string;
  readonly deed: Deed;
  readonly conversation: string | null;
}

export interface Model {
  readonly link: LinkStatus;
  /** There was a welcome since the page was opened. */
  readonly met: boolean;
  /** The connection broke, or never came about, and there was no welcome since. */
  readonly lost: boolean;
  /** The service speaks a newer protocol than this page. */
  readonly outdated: boolean;
  readonly me: StaffView;
  readonly presence: Presence;
  readonly maxText: number;
  /** Null until the first one came. */
  readonly inbox: Inbox | null;
  readonly threads: Readonly<Record<string, Thread>>;
  readonly outbox: readonly Outgoing[];
  readonly pending: readonly Pending[];
}

export function begin(me: StaffView): Model {
  return {
    link: "stopped",
    met: false,
    lost: false,
    outdated: false,
    me,
    presence: "away",
    maxText: 4000,
    inbox: null,
    threads: {},
    outbox: [],
    pending: [],
  };
}

export const emptyThread = (id: string): Thread => ({
  id,
  state: null,
  events: [],
  customerTyping: false,
  problem: null,
});

export const cursorOf = (thread: Thread | undefined): number => thread?.state?.seq ?? 0;
