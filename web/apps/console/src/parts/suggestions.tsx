// Suggested replies above the composer: the agent inserts one, changes it, and sends it as a message.
import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { Lightbulb, X } from "lucide";
import type { SuggestionView } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import type { Texts } from "../i18n";
import type { Offer } from "../state/suggestions";
import { useStore } from "../state/store";

/** Milliseconds after which it says that it is still looking. */
const QUIET_MS = 300;

export interface SuggestionsProps {
  conversation: string;
  /** The customer's message that waits for an answer; null for none. */
  seq: number | null;
  online: boolean;
  /** The reply as it stands in the text field. */
  text: string;
  insert(number: number, item: SuggestionView): void;
  undo(before: string): void;
  /** Back to the text field. */
  leave(): void;
}

export function Suggestions(props: SuggestionsProps): JSX.Element {
  const { t, suggestions, prefs } = useDesk();
  const { conversation, online } = props;
  const seq = prefs.suggest ? props.seq : null;
  const offer = useStore(suggestions.offers)[conversation];

  useEffect(() => {
    if (seq !== null && online) void suggestions.want(conversation, seq);
  }, [suggestions, conversation, seq, online]);

  // What is for another message than the last one is never shown.
  const shown = offer !== undefined && offer.seq === seq && !offer.dismissed ? offer : null;
  return (
    <>
      <p class="visually-hidden" role="status" data-suggestions-said>
        {shown === null ? "" : said(t, shown)}
      </p>
      {shown === null ? null : <Shown {...props} offer={shown} />}
    </>
  );
}

function said(t: Texts, offer: Offer): string {
  if (offer.status === "failed") return t.suggest.failed;
  if (offer.inserted !== null) return `${t.suggest.inserted} ${t.suggest.check}`;
  const count = offer.items.length;
  return offer.status === "ready" && count > 0 ? t.suggest.came(count) : "";
}

interface ShownProps extends SuggestionsProps {
  offer: Offer;
}

function Shown(props: ShownProps): JSX.Element | null {
  const { t, suggestions } = useDesk();
  const { offer, conversation, leave } = props;
  const words = t.suggest;
  if (offer.status === "ready" && offer.items.length === 0) return null;

  function close(): void {
    suggestions.dismiss(conversation);
    leave();
  }

  if (offer.status === "loading") return <Looking seq={offer.seq} />;
  return (
    <section
      class="suggest"
      aria-label={words.label}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
    >
      {offer.status === "failed" ? (
        <div class="suggest__line">
          <p class="hint">{words.failed}</p>
          <button
            type="button"
            class="link suggest__act"
            onClick={() => {
              void suggestions.want(conversation, offer.seq);
              leave();
            }}
          >
            {t.retry}
          </button>
          <Close label={words.close} close={close} />
        </div>
      ) : offer.inserted !== null ? (
        <Taken {...props} close={close} />
      ) : (
        <>
          <div class="suggest__line">
            <h3 class="suggest__title">
              <Icon icon={Lightbulb} size={16} />
              {words.label}
            </h3>
            <p class="hint suggest__hint">{words.hint}</p>
            <Close label={words.close} close={close} />
          </div>
          <ol class="suggest__list">
            {offer.items.map((item, at) => (
              <One
                key={`${item.source}-${item.reference}`}
                {...props}
                item={item}
                number={at + 1}
              />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function Looking({ seq }: { seq: number }): JSX.Element | null {
  const { t } = useDesk();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    const timer = setTimeout(() => setSlow(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [seq]);
  if (!slow) return null;
  return (
    <div class="suggest suggest--looking" data-suggestions-looking>
      <p class="hint">{t.suggest.loading}</p>
      <span class="skeleton suggest__skeleton" />
    </div>
  );
}

interface OneProps extends ShownProps {
  item: SuggestionView;
  number: number;
}

function One({ offer, item, number, insert }: OneProps): JSX.Element {
  const { t } = useDesk();
  const source = useId();
  const lang = offer.language === t.code ? undefined : offer.language;
  return (
    <li class="suggest__one">
      <button
        type="button"
        class="suggest__insert"
        data-suggestion={number}
        aria-keyshortcuts={`Alt+${number}`}
        aria-describedby={source}
        onClick={() => insert(number, item)}
      >
        <span class="visually-hidden">{t.suggest.insert(number)}</span>
        <span class="suggest__text" lang={lang}>
          {item.text}
        </span>
        <kbd class="suggest__key" aria-hidden="true">
          Alt+{number}
        </kbd>
      </button>
      <p class="suggest__source" id={source}>
        {item.source === "answer" ? t.suggest.answer : `${t.suggest.article}: `}
        {item.title === null ? null : item.url === null ? (
          <span lang={lang}>{item.title}</span>
        ) : (
          <a href={item.url} target="_blank" rel="noopener" lang={lang}>
            {item.title}
            <span class="visually-hidden" lang={t.code}>
              {` (${t.suggest.newTab})`}
            </span>
          </a>
        )}
      </p>
    </li>
  );
}

interface TakenProps extends ShownProps {
  close(): void;
}

/** After one was inserted: room for writing, and the way back. */
function Taken({ offer, text, conversation, undo, leave, close }: TakenProps): JSX.Element {
  const { t, suggestions } = useDesk();
  const inserted = offer.inserted;
  return (
    <div class="suggest__line">
      <p class="hint suggest__hint">
        <span class="suggest__where">{t.suggest.inserted} </span>
        {t.suggest.check}
      </p>
      {inserted !== null && text === inserted.after ? (
        <button type="button" class="link suggest__act" onClick={() => undo(inserted.before)}>
          {t.suggest.undo}
        </button>
      ) : null}
      {offer.items.length > 1 ? (
        <button
          type="button"
          class="link suggest__act"
          onClick={() => {
            suggestions.showAll(conversation);
            leave();
          }}
        >
          {t.suggest.others}
        </button>
      ) : null}
      <Close label={t.suggest.close} close={close} />
    </div>
  );
}

function Close({ label, close }: { label: string; close(): void }): JSX.Element {
  return (
    <button
      type="button"
      class="button button--quiet button--icon suggest__close"
      title={label}
      onClick={close}
    >
      <Icon icon={X} label={label} size={16} />
    </button>
  );
}
