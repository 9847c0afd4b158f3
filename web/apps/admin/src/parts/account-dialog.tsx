// A new account, or changes to one.
import type { ComponentChildren, JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { StaffAccount } from "@hangat/protocol";
import { Dialog } from "@hangat/ui";
import { fieldOf, inWords, useHouse } from "../context";
import {
  blank,
  changed,
  type Fault,
  faults,
  type Field,
  type Filled,
  filledFrom,
  givesUp,
  makePassword,
  MAX_CAPACITY,
  newStaff,
} from "../form";
import type { Role } from "../i18n";

export interface AccountDialogProps {
  /** Null for a new one. */
  account: StaffAccount | null;
  onClose(): void;
  onSaved(name: string): void;
}

/** Words of the service about a field, or about the whole. */
interface Refusal {
  readonly field: "email" | "role" | null;
  readonly words: string | null;
}

const ROLES: readonly Role[] = ["agent", "supervisor", "admin"];

export function AccountDialog({ account, onClose, onSaved }: AccountDialogProps): JSX.Element {
  const house = useHouse();
  const { t, api, me } = house;
  const [filled, setFilled] = useState<Filled>(account ? filledFrom(account) : blank);
  const [found, setFound] = useState<Partial<Record<Field, Fault>>>({});
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [warned, setWarned] = useState(false);
  const role = useId();
  const set = (change: Partial<Filled>) => setFilled((had) => ({ ...had, ...change }));

  const fault = (field: Field): string | undefined => {
    if (refusal?.field === field) return refusal.words ?? undefined;
    const kind = found[field];
    return kind && t.form[kind];
  };
  const leaving = givesUp(account, filled, me);

  async function submit(event: Event & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const wrong = faults(filled, account === null);
    setFound(wrong);
    setRefusal(null);
    const first = Object.keys(wrong)[0];
    if (first !== undefined) {
      form.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
      return;
    }
    const change = account ? changed(account, filled) : null;
    if (account && change === null) return onClose();
    if (leaving && !warned) return setWarned(true);
    setBusy(true);
    try {
      if (account && change) await api.changeStaff(account.id, change);
      else await api.addStaff(newStaff(filled));
      if (leaving) return location.reload(); // into what is left to see
      onSaved(filled.name.trim());
    } catch (error) {
      const field = fieldOf(error);
      setRefusal({ field, words: inWords(error, house) });
      if (field) form.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={account ? t.form.changeTitle(account.name) : t.form.addTitle}
      closeLabel={t.close}
      onClose={onClose}
    >
      <form class="stack" noValidate onSubmit={(event) => void submit(event)}>
        <Text
          name="name"
          label={t.staff.name}
          value={filled.name}
          fault={fault("name")}
          first
          onInput={(name) => set({ name })}
        />
        {account ? null : (
          <Text
            name="email"
            label={t.staff.email}
            value={filled.email}
            fault={fault("email")}
            onInput={(email) => set({ email })}
          />
        )}
        <fieldset class="roles">
          <legend class="label">{t.staff.role}</legend>
          {ROLES.map((each) => (
            <label key={each} class="roles__one">
              <input
                type="radio"
                name={role}
                value={each}
                checked={filled.role === each}
                data-field={filled.role === each ? "role" : undefined}
                aria-describedby={`${role}-fault`}
                onChange={() => {
                  set({ role: each });
                  setWarned(false);
                }}
              />
              <span>
                {t.role[each]} <span class="hint">{t.roleMeans[each]}</span>
              </span>
            </label>
          ))}
          <p class="error" role="alert" id={`${role}-fault`}>
            {refusal?.field === "role" ? refusal.words : leaving && warned ? t.form.givesUp : ""}
          </p>
        </fieldset>
        <Text
          name="capacity"
          label={t.staff.capacity}
          hint={t.form.capacityHint}
          value={filled.capacity}
          fault={fault("capacity")}
          numeric
          onInput={(capacity) => set({ capacity })}
        />
        <Text
          name="password"
          label={account ? t.form.newPassword : t.form.password}
          hint={account ? t.form.newPasswordHint : t.form.passwordHint}
          value={filled.password}
          fault={fault("password")}
          onInput={(password) => set({ password })}
        >
          <button
            type="button"
            class="button"
            onClick={() =>
              set({ password: makePassword((bytes) => crypto.getRandomValues(bytes)) })
            }
          >
            {t.form.generate}
          </button>
        </Text>
        <p class="error" role="alert">
          {refusal && refusal.field === null ? refusal.words : ""}
        </p>
        <div class="dialog__buttons">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button--main" disabled={busy}>
            {busy
              ? t.saving
              : leaving && warned
                ? t.form.submitGivesUp
                : account
                  ? t.save
                  : t.form.submitAdd}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface TextProps {
  name: Field;
  label: string;
  hint?: string;
  value: string;
  /** What is wrong with it, in words. */
  fault: string | undefined;
  first?: boolean;
  numeric?: boolean;
  onInput(value: string): void;
  children?: ComponentChildren;
}

function Text(props: TextProps): JSX.Element {
  const { name, label, hint, value, fault, first, numeric, onInput, children } = props;
  const [field, words] = [useId(), useId()];
  return (
    <div>
      <label class="label" for={field}>
        {label}
      </label>
      <div class="field-row">
        <input
          id={field}
          class="field"
          name={name}
          data-field={name}
          {...(numeric
            ? { type: "number" as const, min: 1, max: MAX_CAPACITY, inputMode: "numeric" as const }
            : { type: "text" as const })}
          autocomplete="off"
          spellcheck={false}
          data-first={first ? "" : undefined}
          value={value}
          aria-invalid={fault !== undefined}
          aria-describedby={words}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {children}
      </div>
      <p class={fault ? "error" : "hint"} id={words}>
        {fault ?? hint ?? ""}
      </p>
    </div>
  );
}
