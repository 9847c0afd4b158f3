// The whole conversation, and what is still on its way.
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ArrowDown } from "lucide";
import type { AgentState } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import type { Outgoing, Thread } from "../state/model";
import { delivery, type Row, rows } from "../state/rows";
import { Aside, Day, Group, Note, Notice, Unsent } from "./rows";

/** Nearer to the end than this, in pixels, the log stays at its end. */
const NEAR = 80;

export interface LogProps {
  thread: Thread;
  state: AgentState;
  outbox: readonly Outgoing[];
  online: boolean;
}

export function Log({ thread, state, outbox, online }: LogProps): JSX.Element {
  const { t } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);
  const drawn = useMemo(() => rows(thread.events), [thread.events]);
  const marks = useMemo(
    () => delivery(thread.events, state.seen_by_customer),
    [thread.events, state.seen_by_customer],
  );
  const name = state.customer_name;

  useLayoutEffect(() => {
    if (atEnd.current) toEnd(box.current);
    else setBelow(true);
  }, [thread.events.length, outbox.length]);

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    // The composer grows, the window turns, somebody types: the end stays in sight.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd(el);
    });
    observer.observe(el);
    for (const child of el.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (atEnd.current) toEnd(box.current);
  }, [thread.customerTyping, state.seen_by_customer]);

  function onScroll(): void {
    const el = box.current;
    if (!el) return;
    atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR;
    if (atEnd.current) setBelow(false);
  }

  return (
    <div class="log">
      <div
        class="log__box"
        ref={box}
        role="log"
        aria-label={t.talk.log}
        tabIndex={0}
        onScroll={onScroll}
      >
        {(thread.events[0]?.seq ?? 1) > 1 ? <p class="line">{t.talk.partial}</p> : null}
        {drawn.map((row) => (
          <Drawn key={row.key} row={row} marks={marks} customer={name} />
        ))}
        {outbox.map((outgoing) => (
          <Unsent key={outgoing.frame.client_id} outgoing={outgoing} online={online} />
        ))}
        <p class="log__typing">
          {thread.customerTyping ? (
            <>
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t.talk.typing(name ?? t.talk.customer)}
            </>
          ) : null}
        </p>
      </div>
      {below ? (
        <button type="button" class="button log__newer" onClick={() => toEnd(box.current)}>
          <Icon icon={ArrowDown} size={16} />
          {t.talk.newer}
        </button>
      ) : null}
    </div>
  );
}

interface DrawnProps {
  row: Row;
  marks: ReturnType<typeof delivery>;
  customer: string | null;
}

function Drawn({ row, marks, customer }: DrawnProps): JSX.Element {
  switch (row.kind) {
    case "day":
      return <Day at={row.at} />;
    case "group":
      return <Group row={row} marks={marks} customer={customer} />;
    case "note":
      return <Note note={row.note} />;
    case "notice":
      return <Notice notice={row.notice} />;
    case "aside":
      return <Aside event={row.event} />;
  }
}

function toEnd(box: HTMLDivElement | null): void {
  if (box) box.scrollTop = box.scrollHeight;
}
