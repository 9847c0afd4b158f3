// Call-backs and tickets: what was promised to customers when nobody could come.
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Phone, Ticket } from "lucide";
import type { FollowUpView } from "@hangat/protocol";
import { RestError } from "@hangat/client";
import { dateTime, Icon, useNow } from "@hangat/ui";
import { useDesk } from "../context";
import { topicName } from "../i18n";
import { formatRoute } from "../route";
import { byGravity } from "../state/order";
import { age, since } from "../state/time";
import { FinishDialog } from "./finish";
import { When } from "./when";

type Tab = "open" | "closed";
type Loaded = readonly FollowUpView[] | "loading" | "failed";

export interface FollowUpsProps {
  /** How many are open, from the inbox: a change means that the list is out of date. */
  count: number | null;
  onSignedOut(): void;
}

export function FollowUps({ count, onSignedOut }: FollowUpsProps): JSX.Element {
  const { t, api, controller } = useDesk();
  const [tab, setTab] = useState<Tab>("open");
  const [items, setItems] = useState<Loaded>("loading");
  const [finishing, setFinishing] = useState<FollowUpView | null>(null);

  const load = useCallback(
    async (which: Tab) => {
      try {
        setItems(await api.followUps(which));
      } catch (error) {
        if (error instanceof RestError && error.status === 401) onSignedOut();
        else setItems("failed");
      }
    },
    [api, onSignedOut],
  );

  useEffect(() => void load(tab), [load, tab, count]);

  function choose(next: Tab): void {
    if (next === tab) return;
    setItems("loading");
    setTab(next);
  }

  return (
    <main class="page" id="talk" tabIndex={-1}>
      <header class="page__head">
        <div>
          <h1 class="page__title">{t.followUps.title}</h1>
          <p class="hint">{t.followUps.lead}</p>
        </div>
        <div class="tabs" role="group" aria-label={t.followUps.title}>
          {(["open", "closed"] as const).map((each) => (
            <button
              key={each}
              type="button"
              class="tabs__one"
              aria-pressed={each === tab}
              onClick={() => choose(each)}
            >
              {t.followUps[each]}
              {each === "open" && count ? <span class="count">{count}</span> : null}
            </button>
          ))}
        </div>
      </header>
      <Items
        items={items}
        tab={tab}
        retry={() => {
          setItems("loading");
          void load(tab);
        }}
        finish={setFinishing}
      />
      {finishing ? (
        <FinishDialog
          item={finishing}
          onClose={() => setFinishing(null)}
          onDone={() => {
            const { reference } = finishing;
            setFinishing(null);
            controller.toast("good", (words) => words.followUps.done(reference));
            void load(tab);
          }}
          onGone={() => {
            setFinishing(null);
            controller.toast("bad", (words) => words.followUps.gone);
            void load(tab);
          }}
        />
      ) : null}
    </main>
  );
}

interface ItemsProps {
  items: Loaded;
  tab: Tab;
  retry(): void;
  finish(item: FollowUpView): void;
}

function Items({ items, tab, retry, finish }: ItemsProps): JSX.Element {
  const { t } = useDesk();
  if (items === "loading")
    return (
      <div class="page__body" role="status" aria-label={t.loading}>
        {[0, 1, 2].map((at) => (
          <span key={at} class="skeleton skeleton--item" />
        ))}
      </div>
    );
  if (items === "failed")
    return (
      <div class="blank" role="alert">
        <p class="blank__title">{t.followUps.failed}</p>
        <p class="hint">{t.followUps.failedHint}</p>
        <button type="button" class="button" onClick={retry}>
          {t.retry}
        </button>
      </div>
    );
  if (items.length === 0)
    return (
      <div class="blank">
        <p class="blank__title">{tab === "open" ? t.followUps.none : t.followUps.noneClosed}</p>
        {tab === "open" ? <p class="hint">{t.followUps.noneHint}</p> : null}
      </div>
    );
  return (
    <ul class="page__body">
      {(tab === "open" ? byGravity(items) : items).map((item) => (
        <Item key={item.reference} item={item} finish={finish} />
      ))}
    </ul>
  );
}

/** How long the customer has waited for it, in the largest unit that says enough. */
function Age({ at }: { at: string }): JSX.Element {
  const { t } = useDesk();
  const now = useNow(15_000);
  const date = new Date(at);
  return (
    <time dateTime={at} title={dateTime(date, t.code)}>
      {t.followUps.age(age(since(at, now), t.units))}
    </time>
  );
}

interface ItemProps {
  item: FollowUpView;
  finish(item: FollowUpView): void;
}

function Item({ item, finish }: ItemProps): JSX.Element {
  const { t } = useDesk();
  const callback = item.kind === "callback";
  const topic = item.topic ? topicName(t, item.topic) : t.followUps.topicUnknown;
  return (
    <li class="item" data-reference={item.reference}>
      <div class="item__main">
        <p class="item__top">
          <span class="item__kind">
            <Icon icon={callback ? Phone : Ticket} size={16} />
            {t.followUps.kind[item.kind]}
          </span>
          <span class="item__reference">{item.reference}</span>
        </p>
        <p class="item__name">{item.customer_name ?? t.lists.visitor}</p>
        <p>{t.reason[item.reason]} · {topic}</p>
        {callback ? (
          <p>
            {item.phone ? (
              <a class="item__phone" href={`tel:${item.phone.replace(/[^+\d]/g, "")}`}>
                {item.phone}
              </a>
            ) : (
              t.followUps.noPhone
            )}
          </p>
        ) : null}
        <p class="hint">
          {item.closed_at ? <When at={item.created_at} /> : <Age at={item.created_at} />} ·{" "}
          {dateTime(new Date(item.created_at), t.code)}
        </p>
        {item.closed_at ? (
          <p class="item__result">
            <span class="hint">
              {item.closed_by ? t.followUps.doneBy(item.closed_by) : t.followUps.withdrawn}{" "}
              <When at={item.closed_at} />
            </span>
            <span>{item.note}</span>
          </p>
        ) : null}
      </div>
      <div class="item__acts">
        <a class="button" href={formatRoute({ page: "inbox", conversation: item.conversation })}>
          {t.followUps.openTalk}
        </a>
        {item.closed_at === null ? (
          <button
            type="button"
            class="button"
            aria-label={t.followUps.finishName(item.reference)}
            onClick={() => finish(item)}
          >
            {t.followUps.finish}
          </button>
        ) : null}
      </div>
    </li>
  );
}
