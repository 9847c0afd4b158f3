// The round button, and the sheet that it opens.
import type { CustomerClient } from "@hangat/client";
import { Icon } from "@hangat/ui";
import { MessageCircle, X } from "lucide";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useView } from "./hooks";
import { TEXTS } from "./i18n";
import { unread } from "./rows";
import type { Settings } from "./settings";
import { Sheet } from "./sheet";
import type { Shell } from "./shell";

interface WidgetProps {
  client: CustomerClient;
  shell: Shell;
  settings: Settings;
}

export function Widget({ client, shell, settings }: WidgetProps): JSX.Element {
  const view = useView(client);
  const { open, language, draft } = useView(shell);
  const root = useRef<HTMLDivElement>(null);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  const t = TEXTS[language];
  const news = open ? 0 : unread(view);

  useLayoutEffect(() => {
    const accent = settings.accent;
    const style = root.current?.style;
    if (!accent || !style) return;
    for (const [scheme, { colour, ink }] of Object.entries(accent)) {
      style.setProperty(`--own-${scheme}`, colour);
      style.setProperty(`--own-ink-${scheme}`, ink);
    }
  }, [settings]);

  useLayoutEffect(() => {
    if (wasOpen.current && !open) launcher.current?.focus();
    wasOpen.current = open;
    if (open) client.start();
  }, [open, client]);

  useEffect(() => {
    const look = (): void => {
      if (open && document.visibilityState === "visible") client.seen();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [open, view.events, client]);

  return (
    <div
      ref={root}
      class={`h-app at-${settings.position}${open ? " is-open" : ""}${settings.accent ? " own-accent" : ""}`}
      lang={language}
      data-theme={settings.theme ?? undefined}
    >
      {open && (
        <Sheet
          client={client}
          view={view}
          shell={shell}
          draft={draft}
          settings={settings}
          t={t}
          language={language}
          onClose={() => shell.set({ open: false })}
        />
      )}
      <button
        ref={launcher}
        type="button"
        class="launcher"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={open ? t.close : news > 0 ? t.openUnread(news) : t.open}
        onClick={() => shell.set({ open: !open })}
      >
        <Icon icon={open ? X : MessageCircle} size={26} />
        {news > 0 && (
          <span class="unread" aria-hidden="true">
            {news > 9 ? "9+" : news}
          </span>
        )}
      </button>
    </div>
  );
}
