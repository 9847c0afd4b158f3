// Waiting for a person: the place in line, how long, and what can be had instead.
import type { CustomerClient, CustomerView } from "@hangat/client";
import { PHONE_PATTERN } from "@hangat/protocol";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Texts } from "./i18n";

interface WaitingProps {
  client: CustomerClient;
  view: CustomerView;
  t: Texts;
}

export function WaitingPanel({ client, view, t }: WaitingProps): JSX.Element {
  const { waiting, state } = view;
  const nobody = waiting ? waiting.on_duty === 0 : (state?.nobody_on_duty ?? false);
  return (
    <section class="panel waiting">
      <div aria-live="polite">
        {nobody ? (
          <>
            <h3>{t.nobodyTitle}</h3>
            <p>{t.nobodyText}</p>
          </>
        ) : (
          <>
            <h3>{waiting ? t.position(waiting.position) : t.waiting}</h3>
            <p>{waiting?.minutes ? t.minutes(...waiting.minutes) : t.minutesUnknown}</p>
          </>
        )}
      </div>
      {!nobody && <p class="hint">{t.meanwhile}</p>}
      <Instead client={client} view={view} t={t} nobody={nobody} />
    </section>
  );
}

function Instead({ client, view, t, nobody }: WaitingProps & { nobody: boolean }): JSX.Element {
  const [calling, setCalling] = useState(false);
  const callBack = useRef<HTMLButtonElement>(null);
  const pending = view.outbox.some((i) => i.frame.type === "follow_up" && i.status !== "failed");
  if (pending) return <p role="status">{t.requesting}</p>;
  if (calling) {
    const leave = (): void => {
      setCalling(false);
      queueMicrotask(() => callBack.current?.focus());
    };
    return <PhoneForm client={client} t={t} onLeave={leave} />;
  }
  return (
    <div class="instead">
      {!nobody && <span class="hint">{t.instead}</span>}
      <button
        ref={callBack}
        type="button"
        class={`button small${nobody ? " button--main" : ""}`}
        onClick={() => setCalling(true)}
      >
        {t.callBack}
      </button>
      <button type="button" class="button small" onClick={() => client.followUp("ticket", null)}>
        {t.ticket}
      </button>
    </div>
  );
}

interface PhoneFormProps {
  client: CustomerClient;
  t: Texts;
  onLeave: () => void;
}

const PHONE = new RegExp(PHONE_PATTERN);

function PhoneForm({ client, t, onLeave }: PhoneFormProps): JSX.Element {
  const [phone, setPhone] = useState("");
  const [wrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const number = phone.trim();
    if (PHONE.test(number)) {
      client.followUp("callback", number);
      return;
    }
    setWrong(true);
    field.current?.focus();
  };
  return (
    <form
      class="phone"
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onLeave();
      }}
    >
      <label class="label" for="phone">
        {t.phone}
      </label>
      <input
        ref={field}
        id="phone"
        class="field"
        type="tel"
        inputMode="tel"
        autocomplete="tel"
        autoFocus
        value={phone}
        aria-invalid={wrong}
        aria-describedby="phone-hint"
        onInput={(event) => {
          setPhone(event.currentTarget.value);
          setWrong(false);
        }}
      />
      <p id="phone-hint" class={wrong ? "error" : "hint"} role={wrong ? "alert" : undefined}>
        {wrong ? t.phoneWrong : t.phoneHint}
      </p>
      <div class="actions">
        <button type="submit" class="button button--main small">
          {t.callBack}
        </button>
        <button type="button" class="button small" onClick={onLeave}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
