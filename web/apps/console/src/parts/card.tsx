// One conversation in a list.
import type { JSX } from "preact";
import type { Card as CardData } from "@hangat/protocol";
import { BadgeCheck, TriangleAlert } from "lucide";
import { dateTime, Icon, useNow } from "@hangat/ui";
import { useDesk } from "../context";
import { type Texts, topicName } from "../i18n";
import { formatRoute } from "../route";
import { owesAnswer } from "../state/order";
import { due, since, span } from "../state/time";
import { Avatar } from "./avatar";

export interface CardProps {
  card: CardData;
  list: "mine" | "waiting" | "others";
  current: boolean;
  typing: boolean;
  /** What the agent has begun to write; empty for nothing. */
  draft: string;
  accepting: boolean;
}

export function Card({ card, list, current, typing, draft, accepting }: CardProps): JSX.Element {
  const { t, controller } = useDesk();
  const name = card.customer_name ?? t.lists.visitor;
  const id = card.conversation;
  return (
    <li class="card" data-conversation={id}>
      <a
        class="card__open"
        href={formatRoute({ page: "inbox", conversation: id })}
        aria-current={current ? "true" : undefined}
        data-row
        data-list={list}
        data-id={id}
      >
        <Avatar author="customer" name={card.customer_name} />
        <span class="card__main">
          <span class="card__top">
            <strong class="card__name">{name}</strong>
            {card.signed_in ? <Icon icon={BadgeCheck} label={t.lists.signedIn} size={16} /> : null}
            <span class="card__lang" title={t.languageName[card.language]}>
              <span aria-hidden="true">{card.language}</span>
              <span class="visually-hidden">{t.languageName[card.language]}</span>
            </span>
            {card.unread > 0 ? (
              <span class="count count--unread">
                {card.unread}
                <span class="visually-hidden"> {t.lists.unread(card.unread)}</span>
              </span>
            ) : null}
          </span>
          {list === "mine" ? null : <Reason card={card} t={t} />}
          <span class="card__preview">
            {typing ? (
              <em class="card__typing">{t.lists.typing}</em>
            ) : draft !== "" && !current ? (
              `${t.lists.draft}: ${draft}`
            ) : (
              preview(card, t, list)
            )}
          </span>
          <Timing card={card} list={list} />
        </span>
      </a>
      {list === "waiting" ? (
        <button
          type="button"
          class="button card__accept"
          aria-label={t.lists.acceptName(name)}
          disabled={accepting}
          onClick={() => controller.accept(id)}
        >
          {accepting ? t.lists.accepting : t.lists.accept}
        </button>
      ) : null}
    </li>
  );
}

function Reason({ card, t }: { card: CardData; t: Texts }): JSX.Element {
  const why = card.reason ? t.reason[card.reason] : null;
  const topic = card.topic ? topicName(t, card.topic) : null;
  return <span class="card__reason">{[why, topic].filter(Boolean).join(" · ")}</span>;
}

function preview(card: CardData, t: Texts, list: CardProps["list"]): string {
  if (card.last_text === null) return "";
  if (card.last_author === "bot") return `${t.lists.bot}: ${card.last_text}`;
  if (card.last_author !== "agent") return card.last_text;
  const who = list === "mine" ? t.lists.you : (card.agent ?? t.role.agent);
  return `${who}: ${card.last_text}`;
}

/** The one line that moves: how long somebody has waited, and by when somebody should be there. */
function Timing({ card, list }: { card: CardData; list: CardProps["list"] }): JSX.Element | null {
  const { t } = useDesk();
  const now = useNow(1_000);
  const units = { day: t.units.day, hour: t.units.hour };
  if (list !== "waiting") {
    const owed = owesAnswer(card);
    const spent = span(since(card.last_at, now), units);
    return (
      <span class="card__time" title={dateTime(new Date(card.last_at), t.code)}>
        {list === "others" && card.agent ? `${t.lists.withAgent(card.agent)} · ` : ""}
        {owed ? t.lists.answerOwed(spent) : t.lists.ago(spent)}
      </span>
    );
  }
  if (card.queued_at === null) return null;
  const urgency = due(card.due_at, now);
  return (
    <span class="card__time">
      <span title={dateTime(new Date(card.queued_at), t.code)}>
        {t.lists.waited(span(since(card.queued_at, now), units))}
      </span>
      {urgency ? (
        <span class={`due due--${urgency.state}`}>
          {urgency.state === "late" ? <Icon icon={TriangleAlert} size={14} /> : null}
          {urgency.state === "late"
            ? t.lists.late(span(urgency.seconds, units))
            : urgency.state === "soon"
              ? t.lists.dueSoon(span(urgency.seconds, units))
              : t.lists.dueIn(span(urgency.seconds, units))}
        </span>
      ) : null}
    </span>
  );
}
