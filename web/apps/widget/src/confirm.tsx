// "End this conversation?", over the sheet.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { trapTab } from "./focus";
import type { Texts } from "./i18n";

interface ConfirmEndProps {
  t: Texts;
  onEnd: () => void;
  onKeep: () => void;
}

export function ConfirmEnd({ t, onEnd, onKeep }: ConfirmEndProps): JSX.Element {
  const keep = useRef<HTMLButtonElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);
  return (
    <div class="veil">
      <div
        ref={layer}
        class="confirm"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="end-title"
        aria-describedby="end-text"
        onKeyDown={(event) => {
          if (layer.current) trapTab(layer.current, event);
          event.stopPropagation();
          if (event.key === "Escape") onKeep();
        }}
      >
        <h3 id="end-title">{t.endTitle}</h3>
        <p id="end-text">{t.endText}</p>
        <div class="actions">
          <button type="button" class="button button--main" onClick={onEnd}>
            {t.endConfirm}
          </button>
          <button ref={keep} type="button" class="button" onClick={onKeep}>
            {t.keepOn}
          </button>
        </div>
      </div>
    </div>
  );
}
