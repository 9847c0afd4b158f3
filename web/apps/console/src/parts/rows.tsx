// The rows of the log.
import type { JSX } from "preact";
import {
  ArrowRightLeft,
  Bot,
  Check,
  CheckCheck,
  Clock,
  EyeOff,
  StickyNote,
  TriangleAlert,
} from "lucide";
import type {
  AgentMessageView,
  AgentNoticeView,
  LanguageView,
  NoteView,
  RatedView,
} from "@hangat/protocol";
import { dateTime, Icon, Linked } from "@hangat/ui";
import { useDesk } from "../context";
import { type Texts, topicName, whyText } from "../i18n";
import type { Outgoing } from "../state/model";
import type { Delivery, Row } from "../state/rows";
import { Avatar } from "./avatar";
import { When } from "./when";

export function Day({ at }: { at: string }): JSX.Element {
  const { t } = useDesk();
  const date = new Date(at);
  const ago = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  const words =
    ago === 0
      ? t.talk.today
      : ago === 1
        ? t.talk.yesterday
        : (dateTime(date, t.code).split(",")[0] ?? "");
  return (
    <p class="line line--day">
      <time dateTime={at}>{words}</time>
    </p>
  );
}

const midnight = (date: Date): number => new Date(date).setHours(0, 0, 0, 0);

export interface GroupProps {
  row: Extract<Row, { kind: "group" }>;
  marks: Delivery;
  /** Null for somebody who is not signed in. */
  customer: string | null;
}

export function Group({ row, marks, customer }: GroupProps): JSX.Element {
  const { t } = useDesk();
  const spoken = row.messages.some((message) => message.texts.length > 0);
  const last = row.messages[row.messages.length - 1];
  const given = row.author === "customer" ? customer : row.author === "agent" ? row.name : null;
  const name = given ?? (row.author === "bot" ? t.talk.botName : t.talk.customer);
  return (
    <div class={`group group--${row.author}`}>
      {spoken ? (
        <p class="group__name">
          <Avatar author={row.author} name={given} />
          <strong>{name}</strong>
          {row.author === "bot" ? <span class="mark">{t.talk.botMark}</span> : null}
          {last ? <When at={last.at} /> : null}
        </p>
      ) : null}
      {row.messages.map((message) => (
        <Message key={message.seq} message={message} marks={marks} />
      ))}
    </div>
  );
}

function Message({ message, marks }: { message: AgentMessageView; marks: Delivery }): JSX.Element {
  const { t } = useDesk();
  return (
    <div class="message" id={`e-${message.seq}`} data-seq={message.seq} tabIndex={-1}>
      {message.texts.map((text, at) => (
        <p key={at} class={`bubble bubble--${message.author}`}>
          <Linked text={text} links={message.links} titledOnly />
        </p>
      ))}
      {message.buttons.length > 0 ? (
        <p class="small">
          {t.talk.offered}: {message.buttons.map((button) => button.title).join(" · ")}
        </p>
      ) : null}
      <Masked kinds={message.masked} />
      {message.author === "bot" ? <Understanding message={message} /> : null}
      {message.author === "agent" ? <Mark seq={message.seq} marks={marks} /> : null}
    </div>
  );
}

function Understanding({ message }: { message: AgentMessageView }): JSX.Element | null {
  const { t } = useDesk();
  if (message.outcome === null) return null;
  // What the bot did not understand is no intent, whatever its own name for that.
  const intent = message.intent === "nlu_fallback" ? null : message.intent;
  const sure = message.confidence === null ? null : Math.round(message.confidence * 100);
  const parts = [
    intent === null
      ? message.outcome === "fallback"
        ? null
        : t.talk.notUnderstood
      : t.talk.understood(topicName(t, intent)),
    sure === null || intent === null ? null : t.talk.sure(sure),
    t.outcome[message.outcome],
  ];
  return (
    <p class="small small--bot">
      <Icon icon={Bot} size={14} />
      {parts.filter(Boolean).join(" · ")}
    </p>
  );
}

function Masked({ kinds }: { kinds: readonly string[] }): JSX.Element | null {
  const { t } = useDesk();
  if (kinds.length === 0) return null;
  const names = kinds.map((kind) => t.secret[kind] ?? kind);
  return (
    <p class="small">
      <Icon icon={EyeOff} size={14} />
      {t.masked([...new Set(names)].join(", "))}
    </p>
  );
}

function Mark({ seq, marks }: { seq: number; marks: Delivery }): JSX.Element | null {
  const { t } = useDesk();
  const seen = seq === marks.seen;
  if (!seen && seq !== marks.newest) return null;
  return (
    <p class="small small--mark">
      <Icon icon={seen ? CheckCheck : Check} size={14} />
      {seen ? t.talk.seen : t.talk.sent}
    </p>
  );
}

export function Note({ note }: { note: NoteView }): JSX.Element {
  const { t } = useDesk();
  return (
    <div class="note" id={`e-${note.seq}`} data-seq={note.seq}>
      <p class="note__head">
        <Icon icon={StickyNote} size={14} />
        <strong>{t.talk.note}</strong>
        <span>
          {note.name} · {t.talk.noteHint} · <When at={note.at} />
        </span>
      </p>
      <p class="note__text">{note.text}</p>
      <Masked kinds={note.masked} />
    </div>
  );
}

export function Notice({ notice }: { notice: AgentNoticeView }): JSX.Element {
  const { t } = useDesk();
  const handover = notice.notice === "escalated";
  const more = [
    handover && notice.topic ? t.about(topicName(t, notice.topic)) : null,
    notice.phone ? `${t.followUps.phone}: ${notice.phone}` : null,
    notice.note ? `${t.talk.noteToBot}: ${notice.note}` : null,
  ].filter(Boolean);
  return (
    <div
      class={handover ? "line line--handover" : "line"}
      id={`e-${notice.seq}`}
      data-notice={notice.notice}
    >
      <p>
        {handover ? <Icon icon={ArrowRightLeft} size={16} /> : null}
        <span>{words(t, notice)}</span> <When at={notice.at} />
      </p>
      {more.map((words) => (
        <p key={words} class="line__more">
          {words}
        </p>
      ))}
    </div>
  );
}

/** One sentence in the agent's words; the service's own for what this page does not know yet. */
function words(t: Texts, notice: AgentNoticeView): string {
  const { agent, reference } = notice;
  const said = t.talk.notice;
  switch (notice.notice) {
    case "started":
      return said.started;
    case "nobody_on_duty":
      return said.nobody;
    case "message_kept":
      return said.kept;
    case "secret_warned":
      return said.warned;
    case "escalated":
      return `${t.talk.handover}. ${whyText(t, notice)}`;
    case "agent_joined":
      return agent ? said.joined(agent) : notice.text[t.code];
    case "agent_left":
      return agent ? said.left(agent) : notice.text[t.code];
    case "handed_back":
      return agent ? said.handedBack(agent) : notice.text[t.code];
    case "follow_up_withdrawn":
      return reference ? said.withdrawn(reference) : notice.text[t.code];
    case "wait_cancelled":
      return said.cancelled;
    case "follow_up":
      return reference && notice.follow_up
        ? said[notice.follow_up](reference)
        : notice.text[t.code];
    case "closed":
      return notice.closed_by ? said.closed[notice.closed_by] : notice.text[t.code];
    default:
      return notice.text[t.code];
  }
}

export function Aside({ event }: { event: RatedView | LanguageView }): JSX.Element {
  const { t } = useDesk();
  if (event.kind === "language")
    return (
      <p class="line">{t.talk.languageTo(t.languageName[event.language] ?? event.language)}</p>
    );
  return (
    <div class="line">
      <p>
        {t.talk.rated(event.score)} <When at={event.at} />
      </p>
      {event.comment ? <p class="line__more">“{event.comment}”</p> : null}
    </div>
  );
}

export function Unsent({ outgoing, online }: { outgoing: Outgoing; online: boolean }): JSX.Element {
  const { t, controller } = useDesk();
  const { frame, status, code } = outgoing;
  const note = frame.type === "note";
  return (
    <div class={note ? "note note--unsent" : "group group--agent group--unsent"}>
      <p class={note ? "note__text" : "bubble bubble--agent"}>{frame.text}</p>
      {status === "failed" ? (
        <div class="unsent" role="alert">
          <p class="error">
            <Icon icon={TriangleAlert} size={14} /> {t.talk.refused}. {reason(t, code)}
          </p>
          <p class="unsent__acts">
            <button type="button" class="link" onClick={() => controller.takeBack(outgoing)}>
              {t.talk.toDraft}
            </button>
            <button type="button" class="link" onClick={() => controller.drop(outgoing)}>
              {t.talk.drop}
            </button>
          </p>
        </div>
      ) : (
        <p class="small small--mark">
          <Icon icon={Clock} size={14} />
          {online ? t.talk.sending : t.talk.queued}
        </p>
      )}
    </div>
  );
}

const reason = (t: Texts, code: Outgoing["code"]): string =>
  code === null ? "" : (t.error[code] ?? "");
