// What the agent sets for this browser.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Languages } from "@hangat/ui";
import { askToNotify, notifyState, playTone } from "../alerts";
import { useDesk } from "../context";

export function Settings(): JSX.Element {
  const { t, prefs, setPrefs } = useDesk();
  return (
    <div class="settings">
      <div class="setting">
        <p class="label">{t.language}</p>
        <Languages label={t.language} value={prefs.lang} onChange={(lang) => setPrefs({ lang })} />
      </div>
      <Toggle
        label={t.settings.sound}
        hint={t.settings.soundHint}
        on={prefs.sound}
        onChange={(sound) => {
          setPrefs({ sound });
          if (sound) playTone();
        }}
      />
      <Toggle
        label={t.settings.keys}
        hint={t.settings.keysHint}
        on={prefs.keys}
        onChange={(keys) => setPrefs({ keys })}
      />
      <Toggle
        label={t.settings.suggest}
        hint={t.settings.suggestHint}
        on={prefs.suggest}
        onChange={(suggest) => setPrefs({ suggest })}
      />
      <Notifications />
    </div>
  );
}

interface ToggleProps {
  label: string;
  hint: string;
  on: boolean;
  onChange(on: boolean): void;
}

function Toggle({ label, hint, on, onChange }: ToggleProps): JSX.Element {
  const [box, words] = [useId(), useId()];
  return (
    <div class="setting setting--toggle">
      <input
        id={box}
        type="checkbox"
        checked={on}
        aria-describedby={words}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={box}>{label}</label>
        <p class="hint" id={words}>
          {hint}
        </p>
      </div>
    </div>
  );
}

function Notifications(): JSX.Element {
  const { t, prefs, setPrefs } = useDesk();
  const [state, setState] = useState(notifyState);
  const on = prefs.notify && state === "granted";

  async function ask(): Promise<void> {
    const answer = await askToNotify();
    setState(answer);
    setPrefs({ notify: answer === "granted" });
  }

  const words =
    state === "missing"
      ? t.settings.notifyMissing
      : state === "denied"
        ? t.settings.notifyDenied
        : on
          ? t.settings.notifyOn
          : t.settings.notifyOff;
  return (
    <div class="setting">
      <p class="label">{t.settings.notify}</p>
      <p class="hint">{words}</p>
      {state === "missing" || state === "denied" ? null : (
        <button
          type="button"
          class="button"
          onClick={() => (on ? setPrefs({ notify: false }) : void ask())}
        >
          {on ? t.settings.notifyStop : t.settings.notifyAsk}
        </button>
      )}
    </div>
  );
}
