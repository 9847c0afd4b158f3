// Where the page meets the browser: the socket's life, the keys, the width.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Session } from "@hangat/protocol";
import { browserStorage, type StaffApi, systemClock } from "@hangat/client";
import { notify, playTone } from "./alerts";
import type { Desk } from "./context";
import { languages } from "./i18n";
import { type Deed, deedOf, focusedWaiting, insertSuggestion, step, whereIs } from "./keyboard";
import type { Prefs } from "./prefs";
import { Controller } from "./state/controller";
import type { Model } from "./state/model";
import type { Mode } from "./state/drafts";

/** Whether the media query *query* holds. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = () => setHolds(list.matches);
    changed();
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [query]);
  return holds;
}

/** The controller of *session*, connected as long as the page shows it. */
export function useController(
  session: Session,
  api: StaffApi,
  prefs: Prefs,
  onSignedOut: (ended: boolean) => void,
): Controller {
  const latest = useRef({ prefs, onSignedOut });
  latest.current = { prefs, onSignedOut };
  const me = session.me.id;

  const controller = useMemo(() => {
    forgetOthers(me);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    return new Controller({
      session,
      url: `${scheme}//${location.host}/ws/agent`,
      clock: systemClock,
      storage: browserStorage(`${KEPT}${me}.`, () => sessionStorage),
      onSignedOut: () => latest.current.onSignedOut(true),
      onRefused: () => {
        // Not reachable over REST either: the link keeps trying, and the line says so.
        api.session().then(
          (found) => {
            if (found === null) latest.current.onSignedOut(true);
          },
          () => undefined,
        );
      },
      onAccepted: (conversation) => {
        location.hash = `#/c/${conversation}`;
        focusComposer(conversation);
      },
      onLeft: (conversation) => {
        if (location.hash === `#/c/${conversation}`) location.hash = "#/";
      },
      onArrival: (inbox, fresh) => {
        const { sound, notify: wanted, lang } = latest.current.prefs;
        if (sound) playTone();
        if (!wanted) return;
        const t = languages[lang];
        const card = inbox.waiting.find((c) => c.conversation === fresh[fresh.length - 1]);
        const why = card?.reason ? t.reason[card.reason] : "";
        notify(t.notice.title(inbox.waiting.length), t.notice.body(why));
      },
    });
    // The session is renewed by the same person's next load, never under a running page.
  }, [me]);

  useEffect(() => {
    controller.start();
    const online = () => controller.retryNow();
    const offline = () => controller.networkLost();
    const seen = () => controller.visible(document.visibilityState === "visible");
    const leaving = (event: BeforeUnloadEvent) => {
      if (controller.store.value.outbox.length > 0) event.preventDefault();
    };
    seen();
    window.addEventListener("online", online);
    window.addEventListener("offline", offline);
    window.addEventListener("beforeunload", leaving);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.removeEventListener("online", online);
      window.removeEventListener("offline", offline);
      window.removeEventListener("beforeunload", leaving);
      document.removeEventListener("visibilitychange", seen);
      controller.stop();
    };
  }, [controller]);
  return controller;
}

/** What an agent leaves in the tab begins with this and the agent's id. */
const KEPT = "hangat.console.";

/** A tab that changes hands keeps nothing of whoever had it before. */
function forgetOthers(me: string): void {
  const tab = browserStorage(KEPT, () => sessionStorage);
  for (const key of tab.keys()) if (!key.startsWith(`${me}.`)) tab.remove(key);
}

/** Frames to wait for the text field of a conversation that has just been opened. */
const PATIENCE = 120;

/** Puts the cursor into the text field of *conversation* once it is there. */
export function focusComposer(conversation: string, tries = PATIENCE): void {
  const field = document.querySelector<HTMLElement>(`[data-composer="${conversation}"]`);
  if (field) field.focus();
  else if (tries > 0) requestAnimationFrame(() => focusComposer(conversation, tries - 1));
}

/** The keys of the page. *open* is the conversation on the screen. */
export function useKeys(
  desk: Desk,
  model: Model,
  open: string | null,
  panelOnTop: boolean,
  togglePanel: () => void,
): void {
  const latest = useRef({ desk, model, open, panelOnTop, togglePanel });
  latest.current = { desk, model, open, panelOnTop, togglePanel };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const now = latest.current;
      const deed = deedOf(event, whereIs(event.target, now.desk.prefs.keys));
      if (deed !== null && act(deed, now)) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

interface Now {
  desk: Desk;
  model: Model;
  open: string | null;
  panelOnTop: boolean;
  togglePanel: () => void;
}

/** Does *deed*; false when it means nothing here, so that the browser keeps the key. */
function act(deed: Deed, { desk, model, open, panelOnTop, togglePanel }: Now): boolean {
  const { controller, go, show } = desk;
  const state = open === null ? null : (model.threads[open]?.state ?? null);
  switch (deed) {
    case "next":
    case "previous":
      step(deed === "next" ? 1 : -1);
      return true;
    case "accept": {
      const chosen = focusedWaiting() ?? (state?.floor === "queue" ? open : null);
      if (chosen !== null) controller.accept(chosen);
      return chosen !== null;
    }
    case "reply":
    case "note": {
      if (open === null || !state?.mine) return false;
      const mode: Mode = deed === "note" ? "note" : "message";
      controller.draft(open, { mode });
      focusComposer(open);
      return true;
    }
    case "hand-back":
      if (open === null || !state?.mine) return false;
      show({ kind: "hand-back", conversation: open });
      return true;
    case "inbox":
      go({ page: "inbox", conversation: null });
      return true;
    case "follow-ups":
      go({ page: "follow-ups" });
      return true;
    case "panel":
      if (open === null) return false;
      togglePanel();
      return true;
    case "help":
      show({ kind: "keys" });
      return true;
    case "suggestion-1":
    case "suggestion-2":
    case "suggestion-3":
      return insertSuggestion(deed);
    case "escape":
      if (panelOnTop) togglePanel();
      else leaveField();
      return true;
  }
}

/** From the text field back to the open conversation in the list. */
function leaveField(): void {
  const row = document.querySelector<HTMLElement>('[data-row][aria-current="true"]');
  if (row && row.offsetParent !== null) row.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
