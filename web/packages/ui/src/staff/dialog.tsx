// A modal layer: the browser keeps the focus inside and closes it with Esc.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { X } from "lucide";
import { Icon } from "../icon";

export interface DialogProps {
  title: string;
  /** Accessible name of the cross. */
  closeLabel: string;
  onClose(): void;
  children: ComponentChildren;
}

export function Dialog({ title, closeLabel, onClose, children }: DialogProps): JSX.Element {
  const layer = useRef<HTMLDialogElement>(null);
  const name = useId();

  useEffect(() => {
    const before = document.activeElement;
    const dialog = layer.current;
    dialog?.showModal();
    const first = dialog?.querySelector<HTMLElement>("[data-first]");
    first?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={layer}
      class="dialog"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // Only the backdrop is the dialog itself; everything inside is a child.
        if (event.target === layer.current) onClose();
      }}
    >
      <div class="dialog__sheet">
        <header class="dialog__head">
          <h2 class="dialog__title" id={name}>
            {title}
          </h2>
          <button type="button" class="button button--quiet button--icon" onClick={onClose}>
            <Icon icon={X} label={closeLabel} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
