// Short messages at the foot of the page. They say what happened and never take the focus.
import type { JSX } from "preact";
import { CircleCheck, TriangleAlert, X } from "lucide";
import { Icon } from "../icon";

export interface ShownToast {
  id: string;
  tone: "good" | "bad";
  text: string;
  /** What can be done about it, such as taking it back. */
  act?: { label: string; do(): void };
}

export interface ToastsProps {
  toasts: readonly ShownToast[];
  closeLabel: string;
  onClose(id: string): void;
}

export function Toasts({ toasts, closeLabel, onClose }: ToastsProps): JSX.Element {
  return (
    <div class="toasts h-app" role="status" aria-live="polite">
      {toasts.map(({ id, tone, text, act }) => (
        <div key={id} class={tone === "bad" ? "toast toast--bad" : "toast"}>
          <span class="toast__text">
            <span class={`icon-${tone}`}>
              <Icon icon={tone === "bad" ? TriangleAlert : CircleCheck} size={16} />
            </span>
            <span class="toast__words">{text}</span>
          </span>
          {act ? (
            <button
              type="button"
              class="button"
              onClick={() => {
                onClose(id);
                act.do();
              }}
            >
              {act.label}
            </button>
          ) : null}
          <button
            type="button"
            class="button button--quiet button--icon"
            onClick={() => onClose(id)}
          >
            <Icon icon={X} label={closeLabel} size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
