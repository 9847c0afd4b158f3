// The menu of the header: language, transcript, end.
import { Icon, type Language } from "@hangat/ui";
import { Check, EllipsisVertical } from "lucide";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Texts } from "./i18n";

interface MenuProps {
  open: boolean;
  setOpen: (open: boolean) => void;
  t: Texts;
  language: Language;
  setLanguage: (language: Language) => void;
  /** Null where there is nothing to download or to end. */
  onTranscript: (() => void) | null;
  onEnd: (() => void) | null;
}

const LANGUAGES: [Language, string][] = [
  ["id", "Bahasa Indonesia"],
  ["en", "English"],
];

export function Menu(props: MenuProps): JSX.Element {
  const { open, setOpen, t } = props;
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (open) items(list.current)[0]?.focus();
    // Only when the focus went down with the menu; an action may have led it elsewhere.
    else if (wasOpen.current && (button.current?.getRootNode() as ShadowRoot).activeElement === null)
      button.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <div
      class="menu-frame"
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null;
        if (open && to && !event.currentTarget.contains(to)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class="button button--quiet button--icon"
        aria-label={t.menu}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon icon={EllipsisVertical} />
      </button>
      {open && (
        <div ref={list} class="menu" role="menu" aria-label={t.menu} onKeyDown={move}>
          <Items {...props} />
        </div>
      )}
    </div>
  );
}

function Items({ setOpen, t, language, setLanguage, onTranscript, onEnd }: MenuProps): JSX.Element {
  const item = (action: () => void) => (): void => {
    setOpen(false);
    action();
  };
  return (
    <>
      <div role="group" aria-label={t.languageName}>
        {LANGUAGES.map(([code, name]) => (
          <button
            key={code}
            type="button"
            role="menuitemradio"
            tabIndex={-1}
            lang={code}
            aria-checked={code === language}
            onClick={item(() => setLanguage(code))}
          >
            <span class="menu-mark">{code === language && <Icon icon={Check} size={18} />}</span>
            {name}
          </button>
        ))}
      </div>
      {(onTranscript ?? onEnd) && <hr />}
      {onTranscript && (
        <button type="button" role="menuitem" tabIndex={-1} onClick={item(onTranscript)}>
          <span class="menu-mark" />
          {t.transcript}
        </button>
      )}
      {onEnd && (
        <button type="button" role="menuitem" tabIndex={-1} onClick={item(onEnd)}>
          <span class="menu-mark" />
          {t.end}
        </button>
      )}
    </>
  );
}

function items(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("button") ?? [])];
}

function move(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const all = items(list);
  const at = all.indexOf((list.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  const to: Record<string, number> = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  };
  const next = to[event.key];
  if (next === undefined) return;
  event.preventDefault();
  all[next]?.focus();
}
