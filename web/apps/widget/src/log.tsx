// The log: who we are, what was said, what happened in between.
import type { CustomerClient, CustomerView } from "@hangat/client";
import { Icon, type Language, Linked, clockTime, dateTime } from "@hangat/ui";
import { ArrowDown, ShieldCheck, TriangleAlert } from "lucide";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Texts } from "./i18n";
import { Avatar, Dots } from "./parts";
import { type MessageRow, type NoticeRow, rowsOf } from "./rows";

interface LogProps {
  client: CustomerClient;
  view: CustomerView;
  t: Texts;
  language: Language;
  title: string;
}

/** Closer to the end than this, in pixels, counts as reading the newest. */
const NEAR_END = 80;

export function Log({ client, view, t, language, title }: LogProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [behind, setBehind] = useState(false);
  const rows = rowsOf(view);
  const own = view.outbox.length;
  const { following, toEnd } = useFollow(box, setBehind, [rows.length, writing(view), own]);
  const loading = view.state === null && view.connection === "connecting" && own === 0;
  return (
    <div class="log-frame">
      <div
        ref={box}
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t.log}
        aria-busy={loading}
        tabIndex={0}
        onScroll={following}
      >
        <Intro t={t} title={title} />
        {loading && <Loading t={t} />}
        {!loading && rows.length === 0 && <p class="hint empty">{t.empty}</p>}
        {rows.map((row) =>
          row.kind === "notice" ? (
            <Notice key={row.key} row={row} language={language} />
          ) : (
            <Message key={row.key} row={row} client={client} t={t} language={language} />
          ),
        )}
        {writing(view) && (
          <div class="message" aria-hidden="true">
            <div class="bubble">
              <Dots />
            </div>
          </div>
        )}
      </div>
      {behind && (
        <button class="button to-end" type="button" onClick={toEnd}>
          <Icon icon={ArrowDown} size={18} />
          {t.newMessages}
        </button>
      )}
    </div>
  );
}

/** Somebody else is writing. */
export function writing(view: CustomerView): boolean {
  return view.state?.floor === "agent"
    ? view.agentTyping
    : view.state?.floor === "bot" && view.state.bot_is_writing;
}

/** Stays at the end while the customer is there; own words always lead there. */
function useFollow(
  box: { current: HTMLDivElement | null },
  setBehind: (behind: boolean) => void,
  [length, dots, own]: [number, boolean, number],
): { following: () => void; toEnd: () => void } {
  const atEnd = useRef(true);
  const ownBefore = useRef(own);
  const toEnd = (): void => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setBehind(false);
  };
  useLayoutEffect(() => {
    if (atEnd.current || own > ownBefore.current) toEnd();
    else if (length > 0) setBehind(true);
    ownBefore.current = own;
  }, [length, dots, own]);
  useLayoutEffect(() => {
    // The keyboard, a panel or a larger font changes the room; the newest stays in sight.
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const following = (): void => {
    const element = box.current;
    if (!element) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = left < NEAR_END;
    if (atEnd.current) setBehind(false);
  };
  return { following, toEnd };
}

function Intro({ t, title }: { t: Texts; title: string }): JSX.Element {
  return (
    <section class="intro">
      <h3>{t.introTitle(title)}</h3>
      <p>{t.introBot}</p>
      <p>{t.introData}</p>
      <p class="with-icon">
        <Icon icon={ShieldCheck} size={18} />
        <span>{t.introSecrets}</span>
      </p>
    </section>
  );
}

function Loading({ t }: { t: Texts }): JSX.Element {
  return (
    <div class="loading">
      <span class="visually-hidden">{t.loading}</span>
      <div class="skeleton" />
      <div class="skeleton skeleton--own" />
      <div class="skeleton" />
    </div>
  );
}

function Notice({ row, language }: { row: NoticeRow; language: Language }): JSX.Element {
  return (
    <p class={`notice notice--${row.notice}`}>
      {row.text} <Time at={row.at} language={language} />
    </p>
  );
}

function Time({ at, language }: { at: string; language: Language }): JSX.Element {
  const date = new Date(at);
  return (
    <time dateTime={at} title={dateTime(date, language)}>
      {clockTime(date, language)}
    </time>
  );
}

interface MessageProps {
  row: MessageRow;
  client: CustomerClient;
  t: Texts;
  language: Language;
}

function Message({ row, client, t, language }: MessageProps): JSX.Element {
  const own = row.author === "customer";
  const name = own ? t.youLabel : row.author === "bot" ? t.bot : (row.name ?? t.agentTag);
  return (
    <div class={`message message--${row.author}${row.leads ? " message--leads" : ""}`}>
      {row.leads && !own ? (
        <p class="who">
          <Avatar author={row.author} name={row.name} />
          <span>{name}</span>
          <span class="tag">{row.author === "bot" ? t.botTag : t.agentTag}</span>
        </p>
      ) : (
        <span class="visually-hidden">{name}: </span>
      )}
      {row.texts.map((text, index) => (
        <div key={index} class="bubble" dir="auto">
          {own ? text : <Linked text={text} links={row.links} />}
        </div>
      ))}
      {row.masked.length > 0 && (
        <p class="meta with-icon">
          <Icon icon={ShieldCheck} size={16} />
          <span>{t.masked(row.masked.map((kind) => t.secrets[kind] ?? t.secret).join(", "))}</span>
        </p>
      )}
      {row.delivery === "failed" ? (
        <Failed row={row} client={client} t={t} />
      ) : (
        <p class={row.ends || row.showDelivery ? "meta" : "visually-hidden"}>
          {row.at && <Time at={row.at} language={language} />}
          {row.delivery && (
            <span class={row.showDelivery ? "delivery" : "visually-hidden"}>
              {DELIVERY(t)[row.delivery]}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

const DELIVERY = (t: Texts): Record<NonNullable<MessageRow["delivery"]>, string> => ({
  queued: t.queued,
  sending: t.sending,
  delivered: t.delivered,
  read: t.read,
  failed: t.notSent,
});

function Failed({ row, client, t }: Omit<MessageProps, "language">): JSX.Element {
  const over = row.code === "illegal";
  const why = over ? t.over : ((row.code && t.errors[row.code]) ?? t.error);
  return (
    <div class="failed" role="group" aria-label={t.notSent}>
      <p class="error with-icon">
        <Icon icon={TriangleAlert} size={16} />
        <span>
          {t.notSent} {why}
        </span>
      </p>
      <button type="button" class="button small" onClick={() => client.retry(row.key)}>
        {over ? t.retryNew : t.retry}
      </button>
      <button type="button" class="button small" onClick={() => client.discard(row.key)}>
        {t.discard}
      </button>
    </div>
  );
}
