// Available or away, and what that means.
import type { JSX } from "preact";
import { useDesk } from "../context";
import type { Model, Presence as Status } from "../state/model";

export function Presence({ model }: { model: Model }): JSX.Element {
  const { t, controller } = useDesk();
  const asked = model.pending.some((p) => p.deed === "presence");
  const means = model.presence === "available" ? t.presence.availableMeans : t.presence.awayMeans;
  const known = model.inbox ? `${means} ${t.presence.onDuty(model.inbox.on_duty)}.` : means;
  return (
    <div class="presence">
      <p class="presence__me">
        <strong>{model.me.name}</strong>
        <span class="hint">{t.role[model.me.role]}</span>
      </p>
      <div class="switch" role="group" aria-label={t.presence.label}>
        {(["available", "away"] as const satisfies readonly Status[]).map((status) => (
          <button
            key={status}
            type="button"
            class={`switch__one switch__one--${status}`}
            aria-pressed={model.met && model.presence === status}
            aria-busy={asked}
            onClick={() => {
              if (model.presence !== status) controller.setPresence(status);
            }}
          >
            <span class="switch__dot" aria-hidden="true" />
            {t.presence[status]}
          </button>
        ))}
      </div>
      <p class="hint presence__means">
        {model.lost ? t.presence.unknown : model.met ? known : t.link.connecting}
      </p>
    </div>
  );
}
