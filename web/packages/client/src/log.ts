// What a client knows of one conversation: a snapshot, and the events that led to it.
//
// Rule: whatever the cuts, repetitions and reconnections, a log that was fed piece by piece equals
// the one that a fresh snapshot gives.

/** Anything with a place in the log of a conversation. */
export interface Numbered {
  seq: number;
}

export interface Log<E extends Numbered, S extends Numbered> {
  readonly state: S;
  /** In order of their numbers, without gaps after the first. */
  readonly events: readonly E[];
}

/** The log after a snapshot. *resumed*: its events continue *log*. */
export function snapshot<E extends Numbered, S extends Numbered>(
  log: Log<E, S> | null,
  frame: { resumed: boolean; state: S; events: readonly E[] },
): Log<E, S> | "gap" {
  if (!frame.resumed) return { state: frame.state, events: frame.events };
  if (log === null) return "gap";
  return append(log, frame);
}

/** The log after new events, or "gap" when some in between are missing. */
export function append<E extends Numbered, S extends Numbered>(
  log: Log<E, S>,
  frame: { state: S; events: readonly E[] },
): Log<E, S> | "gap" {
  const have = log.state.seq;
  const fresh = frame.events.filter((event) => event.seq > have);
  let expected = have;
  for (const event of fresh) {
    expected += 1;
    if (event.seq !== expected) return "gap";
  }
  if (frame.state.seq > expected) return "gap";
  if (frame.state.seq < have) return log;
  return {
    state: frame.state,
    events: fresh.length === 0 ? log.events : [...log.events, ...fresh],
  };
}
