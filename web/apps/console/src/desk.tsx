// The console of a signed-in agent.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Session } from "@hangat/protocol";
import { RestError, type StaffApi } from "@hangat/client";
import { Toasts } from "@hangat/ui";
import { showWaiting } from "./alerts";
import { type Desk as DeskValue, DeskContext, type Layer, useDesk } from "./context";
import { useController, useKeys, useMedia } from "./hooks";
import { languages } from "./i18n";
import { FollowUps } from "./parts/follow-ups";
import { Layers } from "./parts/dialogs";
import { LinkLine } from "./parts/link-line";
import { Lists } from "./parts/lists";
import { Panel } from "./parts/panel";
import { Rail } from "./parts/rail";
import { Talk } from "./parts/talk";
import type { Prefs } from "./prefs";
import { formatRoute, parseRoute, type Route } from "./route";
import { useStore } from "./state/store";
import { Suggestions } from "./state/suggestions";

export interface DeskProps {
  session: Session;
  api: StaffApi;
  prefs: Prefs;
  setPrefs(change: Partial<Prefs>): void;
  /** *ended*: not by the agent's wish. */
  onSignedOut(ended: boolean): void;
}

/** From this width on there is room for the panel beside the conversation. */
const WIDE = "(min-width: 1200px)";

export function Desk({ session, api, prefs, setPrefs, onSignedOut }: DeskProps): JSX.Element {
  const t = languages[prefs.lang];
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  const [layer, show] = useState<Layer | null>(null);
  const [narrowPanel, setNarrowPanel] = useState(false);
  const wide = useMedia(WIDE);
  const controller = useController(session, api, prefs, onSignedOut);
  const suggestions = useMemo(() => new Suggestions(api), [api]);
  const model = useStore(controller.store);
  const toasts = useStore(controller.toasts);
  const go = useCallback((next: Route) => {
    location.hash = formatRoute(next);
  }, []);

  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);

  const waiting = model.inbox?.waiting.length ?? 0;
  useEffect(() => showWaiting(waiting, `${t.product} · ${t.console}`), [waiting, t]);

  const open = route.page === "inbox" ? route.conversation : null;
  const panel = wide ? (prefs.panel ?? true) : narrowPanel;
  const togglePanel = useCallback(() => {
    if (wide) setPrefs({ panel: !panel });
    else setNarrowPanel(!panel);
  }, [wide, panel, setPrefs]);
  useEffect(() => setNarrowPanel(false), [open]);

  const desk = useMemo<DeskValue>(
    () => ({ t, api, controller, suggestions, prefs, route, setPrefs, go, show }),
    [t, api, controller, suggestions, prefs, route, setPrefs, go],
  );
  useKeys(desk, model, open, panel && !wide, togglePanel);

  const ended = useCallback(() => onSignedOut(true), [onSignedOut]);
  useEffect(() => controller.forgetTrouble(), [controller, route]);

  async function signOut(): Promise<boolean> {
    try {
      await api.signOut();
    } catch (error) {
      if (!(error instanceof RestError && error.status === 401)) return false;
    }
    controller.forget();
    onSignedOut(false);
    return true;
  }

  const thread = open === null ? undefined : model.threads[open];
  const view = route.page === "follow-ups" ? "page" : open === null ? "list" : "talk";
  return (
    <DeskContext.Provider value={desk}>
      <div
        class="desk h-app"
        data-view={view}
        data-panel={panel && thread?.state ? "open" : "closed"}
      >
        <a class="skip" href="#talk" onClick={skip}>
          {t.skip}
        </a>
        <LinkLine model={model} />
        <Rail model={model} />
        {route.page === "follow-ups" ? (
          <FollowUps count={model.inbox?.open_follow_ups ?? null} onSignedOut={ended} />
        ) : (
          <main class="inbox">
            <h1 class="visually-hidden">{t.rail.inbox}</h1>
            <Lists model={model} />
            {open === null ? (
              <Nothing waiting={model.inbox ? waiting : null} />
            ) : (
              <Talk model={model} conversation={open} panel={panel} togglePanel={togglePanel} />
            )}
            {thread?.state && panel ? (
              <Panel state={thread.state} events={thread.events} onClose={togglePanel} />
            ) : null}
          </main>
        )}
        <Layers layer={layer} model={model} signOut={signOut} />
      </div>
      <Toasts
        toasts={toasts.map((toast) => ({ ...toast, text: toast.text(t) }))}
        closeLabel={t.close}
        onClose={(id) => controller.dismiss(id)}
      />
    </DeskContext.Provider>
  );
}

/** *waiting* is null while the lists are not known. */
function Nothing({ waiting }: { waiting: number | null }): JSX.Element {
  const { t } = useDesk();
  return (
    <section class="talk talk--none" id="talk" tabIndex={-1} aria-label={t.talk.label}>
      {waiting === null ? null : (
        <div class="blank">
          <h2 class="blank__title">{waiting > 0 ? t.talk.none : t.talk.calm}</h2>
          <p class="hint">{waiting > 0 ? t.talk.noneHint : t.talk.calmHint}</p>
        </div>
      )}
    </section>
  );
}

/** The link of the page would change the address; the focus is all that has to move. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("talk")?.focus();
}
