// A button with a short list of further actions.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Ellipsis, type IconNode } from "lucide";
import { Icon } from "@hangat/ui";

export interface MenuItem {
  readonly label: string;
  readonly icon: IconNode;
  act(): void;
}

export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];

  useEffect(() => {
    if (!open) return undefined;
    entries()[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  function leave(): void {
    setOpen(false);
    button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") leave();
    else if (event.key === "Tab") return setOpen(false);
    else if (to === undefined) return;
    else all[(to + all.length) % all.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="button button--quiet button--icon"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon icon={Ellipsis} label={label} />
      </button>
      {open ? (
        <div class="menu__list" role="menu" aria-label={label} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              class="menu__item"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                leave();
                item.act();
              }}
            >
              <Icon icon={item.icon} size={16} />
              {item.label}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
