// The pages, and what belongs to the agent rather than to a customer.
import type { ComponentChildren, JSX } from "preact";
import { Inbox, Keyboard, ListTodo, LogOut, Settings, ShieldCheck } from "lucide";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import { formatRoute, type Route } from "../route";
import type { Model } from "../state/model";

export function Rail({ model }: { model: Model }): JSX.Element {
  const { t, route, show } = useDesk();
  const waiting = model.inbox?.waiting.length ?? 0;
  const open = model.inbox?.open_follow_ups ?? 0;
  const inboxRoute: Route = { page: "inbox", conversation: null };
  return (
    <nav class="rail" aria-label={t.rail.label}>
      <span class="rail__mark" aria-hidden="true">
        {t.product}
      </span>
      <Page
        route={inboxRoute}
        here={route.page === "inbox"}
        label={t.rail.inbox}
        count={waiting}
        counted={t.rail.waiting(waiting)}
      >
        <Icon icon={Inbox} />
      </Page>
      <Page
        route={{ page: "follow-ups" }}
        here={route.page === "follow-ups"}
        label={t.rail.followUps}
        count={open}
        counted={t.rail.open(open)}
      >
        <Icon icon={ListTodo} />
      </Page>
      {model.me.role === "agent" ? null : (
        <a class="rail__item" href="/admin/">
          <Icon icon={ShieldCheck} />
          <span>{t.rail.admin}</span>
        </a>
      )}
      <span class="rail__gap" />
      <button
        type="button"
        class="rail__item rail__item--keys"
        onClick={() => show({ kind: "keys" })}
      >
        <Icon icon={Keyboard} />
        <span>{t.rail.help}</span>
      </button>
      <button type="button" class="rail__item" onClick={() => show({ kind: "settings" })}>
        <Icon icon={Settings} />
        <span>{t.rail.settings}</span>
      </button>
      <button type="button" class="rail__item" onClick={() => show({ kind: "sign-out" })}>
        <Icon icon={LogOut} />
        <span>{t.rail.signOut}</span>
      </button>
    </nav>
  );
}

interface PageProps {
  route: Route;
  here: boolean;
  label: string;
  count: number;
  counted: string;
  children: ComponentChildren;
}

function Page({ route, here, label, count, counted, children }: PageProps): JSX.Element {
  return (
    <a class="rail__item" href={formatRoute(route)} aria-current={here ? "page" : undefined}>
      <span class="rail__icon">
        {children}
        {count > 0 ? (
          <span class="count" aria-hidden="true">
            {count}
          </span>
        ) : null}
      </span>
      <span>{label}</span>
      {count > 0 ? <span class="visually-hidden">, {counted}</span> : null}
    </a>
  );
}
