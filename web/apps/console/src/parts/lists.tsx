// What is mine, what waits, and for supervisors what is with others.
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import type { Card as CardData } from "@hangat/protocol";
import { useNow } from "@hangat/ui";
import { useDesk } from "../context";
import type { Model } from "../state/model";
import { draftOf, type Drafts } from "../state/drafts";
import { byDue, byNeed, inPlaces } from "../state/order";
import { useStore } from "../state/store";
import { due } from "../state/time";
import { Card, type CardProps } from "./card";
import { Presence } from "./presence";

export function Lists({ model }: { model: Model }): JSX.Element {
  const { t } = useDesk();
  return (
    <section class="lists" aria-label={t.lists.label}>
      <Presence model={model} />
      {model.inbox === null ? <Skeleton label={t.loading} /> : <Filled model={model} />}
    </section>
  );
}

function Filled({ model }: { model: Model }): JSX.Element {
  const { t } = useDesk();
  const scroll = useRef<HTMLDivElement>(null);
  useKeptFocus(scroll);
  const { waiting = [], mine = [], others = [] } = model.inbox ?? {};
  return (
    <div class="lists__scroll" ref={scroll}>
      <List
        title={t.lists.mine}
        aside={<span class="hint">{t.lists.capacity(mine.length, model.me.capacity)}</span>}
        empty={[t.lists.noneMine, waiting.length > 0 ? t.lists.noneMineHint : ""]}
        cards={byNeed(mine)}
        list="mine"
        model={model}
      />
      <List
        title={t.lists.waiting}
        aside={<Overdue cards={waiting} />}
        empty={[t.lists.noneWaiting, t.lists.noneWaitingHint]}
        cards={byDue(waiting)}
        list="waiting"
        model={model}
      />
      {others.length > 0 ? (
        <List
          title={t.lists.others}
          aside={<span class="hint">{others.length}</span>}
          empty={["", ""]}
          cards={byNeed(others)}
          list="others"
          model={model}
        />
      ) : null}
    </div>
  );
}

/**
 * Keeps the focus with its conversation when that moves to another list, and in its place when it
 * leaves: whoever works by keyboard must not start again from the top of the page.
 */
function useKeptFocus(lists: RefObject<HTMLElement | null>): void {
  const rows = () => [...(lists.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  // Read while rendering, which is before the page changes.
  const card = lists.current?.contains(document.activeElement)
    ? document.activeElement?.closest<HTMLElement>("[data-conversation]")
    : null;
  const id = card?.dataset["conversation"];
  const place = rows().findIndex((row) => row.dataset["id"] === id);
  useLayoutEffect(() => {
    if (id === undefined || document.activeElement !== document.body) return;
    const left = rows();
    const same = left.find((row) => row.dataset["id"] === id);
    (same ?? left[Math.min(place, left.length - 1)])?.focus();
  });
}

/**
 * Rows stay where they are while the pointer or the focus is among them, so that nobody opens, and
 * answers, the wrong customer. The new order comes when both have left.
 */
function useSteadyRows(section: RefObject<HTMLElement | null>, sorted: readonly CardData[]) {
  const pointed = useRef(false);
  const shown = useRef<readonly string[]>([]);
  const [, again] = useReducer<number, void>((n) => n + 1, 0);
  // Read while rendering, which is before the page changes.
  const held = pointed.current || section.current?.contains(document.activeElement) === true;
  const cards = held ? inPlaces(sorted, shown.current) : sorted;
  useLayoutEffect(() => {
    shown.current = cards.map((card) => card.conversation);
  });
  const point = (inside: boolean) => () => {
    pointed.current = inside;
    if (!inside) again();
  };
  return {
    cards,
    watch: {
      onPointerEnter: point(true),
      onPointerLeave: point(false),
      onFocusOut: ({ relatedTarget }: FocusEvent) => {
        // The next place has the focus only after this event.
        if (!section.current?.contains(relatedTarget as Node | null)) setTimeout(again);
      },
    },
  };
}

interface ListProps {
  title: string;
  aside: ComponentChildren;
  empty: readonly [string, string];
  cards: readonly CardData[];
  list: CardProps["list"];
  model: Model;
}

function List({ title, aside, empty, cards: sorted, list, model }: ListProps): JSX.Element {
  const { route, controller } = useDesk();
  const open = route.page === "inbox" ? route.conversation : null;
  const drafts = useStore(controller.drafts);
  const section = useRef<HTMLElement>(null);
  const { cards, watch } = useSteadyRows(section, sorted);
  return (
    <section ref={section} class="list" data-list-of={list} {...watch}>
      <h2 class="list__head">
        <span>{title}</span>
        {aside}
      </h2>
      {cards.length === 0 ? (
        <p class="list__empty">
          {empty[0]} <span class="hint">{empty[1]}</span>
        </p>
      ) : (
        <ul>
          {cards.map((card) => (
            <Card
              key={card.conversation}
              card={card}
              list={list}
              current={card.conversation === open}
              draft={list === "mine" ? begun(drafts, card.conversation) : ""}
              typing={model.threads[card.conversation]?.customerTyping ?? false}
              accepting={model.pending.some(
                (p) => p.deed === "accept" && p.conversation === card.conversation,
              )}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function begun(drafts: Drafts, id: string): string {
  const { mode, message, note } = draftOf(drafts, id);
  return (mode === "note" ? note : message).trim();
}

function Overdue({ cards }: { cards: readonly CardData[] }): JSX.Element {
  const { t } = useDesk();
  const now = useNow(1_000);
  const late = cards.filter((card) => due(card.due_at, now)?.state === "late").length;
  return (
    <span class="hint">
      {cards.length}
      {late > 0 ? <span class="late-count"> · {t.lists.overdue(late)}</span> : null}
    </span>
  );
}

function Skeleton({ label }: { label: string }): JSX.Element {
  return (
    <div class="lists__scroll" role="status" aria-label={label}>
      {[0, 1, 2, 3].map((at) => (
        <div key={at} class="card-skeleton">
          <span class="skeleton skeleton--round" />
          <span class="skeleton skeleton--line" />
          <span class="skeleton skeleton--line skeleton--short" />
        </div>
      ))}
    </div>
  );
}
