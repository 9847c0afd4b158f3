// Who works here: accounts, roles, how many conversations at once.
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { UserPlus } from "lucide";
import type { StaffAccount } from "@hangat/protocol";
import { Dialog, Icon } from "@hangat/ui";
import { inWords, useHouse } from "../context";
import { AccountDialog } from "./account-dialog";

type Loaded = readonly StaffAccount[] | "loading" | "failed";
type Layer =
  | { readonly kind: "add" }
  | { readonly kind: "change" | "deactivate"; readonly account: StaffAccount };

export function Staff(): JSX.Element {
  const house = useHouse();
  const { t, api, mayChange, say } = house;
  const [accounts, setAccounts] = useState<Loaded>("loading");
  const [layer, setLayer] = useState<Layer | null>(null);

  const load = useCallback(async () => {
    try {
      setAccounts(await api.staff());
    } catch (error) {
      if (inWords(error, house) !== null)
        setAccounts((had) => (had === "loading" ? "failed" : had));
    }
  }, [house]);

  useEffect(() => void load(), [load]);

  /** Switches an account on or off, and offers the way back. */
  async function activate(account: StaffAccount, active: boolean): Promise<void> {
    try {
      await api.changeStaff(account.id, { active });
      const words = active ? t.said.reactivated : t.said.deactivated;
      say("good", words(account.name), active ? undefined : () => void activate(account, true));
    } catch (error) {
      const words = inWords(error, house);
      if (words !== null) say("bad", words);
    }
    await load();
  }

  const known = typeof accounts === "string" ? [] : accounts;
  return (
    <section class="sheet" aria-labelledby="staff">
      <header class="sheet__head">
        <div>
          <h2 class="sheet__title" id="staff">
            {t.staff.title}
          </h2>
          <p class="hint">
            {known.length === 0
              ? ""
              : t.staff.count(known.filter((a) => a.active).length, known.length)}
            {mayChange ? "" : ` · ${t.staff.readOnly}`}
          </p>
        </div>
        {mayChange ? (
          <button
            type="button"
            class="button button--main"
            onClick={() => setLayer({ kind: "add" })}
          >
            <Icon icon={UserPlus} size={18} />
            {t.staff.add}
          </button>
        ) : null}
      </header>
      {accounts === "loading" ? (
        <div role="status" aria-label={t.loading} class="skeletons">
          {[0, 1, 2].map((at) => (
            <span key={at} class="skeleton skeleton--row" />
          ))}
        </div>
      ) : accounts === "failed" ? (
        <div class="trouble" role="alert">
          <p>{t.staff.failed}</p>
          <button type="button" class="button" onClick={() => void load()}>
            {t.retry}
          </button>
        </div>
      ) : (
        <Table
          accounts={accounts}
          change={(account) => setLayer({ kind: "change", account })}
          deactivate={(account) => setLayer({ kind: "deactivate", account })}
          reactivate={(account) => void activate(account, true)}
        />
      )}
      {layer?.kind === "add" || layer?.kind === "change" ? (
        <AccountDialog
          account={layer.kind === "change" ? layer.account : null}
          onClose={() => setLayer(null)}
          onSaved={(name) => {
            setLayer(null);
            say("good", layer.kind === "add" ? t.said.added(name) : t.said.changed(name));
            void load();
          }}
        />
      ) : null}
      {layer?.kind === "deactivate" ? (
        <Dialog
          title={t.deactivate.title(layer.account.name)}
          closeLabel={t.close}
          onClose={() => setLayer(null)}
        >
          <p>{t.deactivate.lead(layer.account.name)}</p>
          <p class="hint">{t.deactivate.hint}</p>
          <div class="dialog__buttons">
            <button type="button" class="button" data-first onClick={() => setLayer(null)}>
              {t.cancel}
            </button>
            <button
              type="button"
              class="button button--main"
              onClick={() => {
                setLayer(null);
                void activate(layer.account, false);
              }}
            >
              {t.deactivate.submit}
            </button>
          </div>
        </Dialog>
      ) : null}
    </section>
  );
}

interface TableProps {
  accounts: readonly StaffAccount[];
  change(account: StaffAccount): void;
  deactivate(account: StaffAccount): void;
  reactivate(account: StaffAccount): void;
}

function Table({ accounts, change, deactivate, reactivate }: TableProps): JSX.Element {
  const { t, mayChange, me } = useHouse();
  const sorted = [...accounts].sort(
    (a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name, t.code),
  );
  if (sorted.length === 0) return <p class="hint">{t.staff.none}</p>;
  return (
    <ul class="accounts">
      {sorted.map((account) => (
        <li key={account.id} class="account" data-account={account.email}>
          <div class="account__who">
            <p class="account__name">
              {account.name}
              {account.id === me ? <span class="mark">{t.staff.you}</span> : null}
            </p>
            <p class="hint">{account.email}</p>
          </div>
          <dl class="account__facts">
            <Fact name={t.staff.role} value={t.role[account.role]} />
            <Fact name={t.staff.capacity} value={String(account.capacity)} />
            <Fact name={t.staff.state} value={account.active ? t.staff.active : t.staff.inactive} />
            <Fact
              name={t.staff.presence}
              value={t.staff.presenceIs[account.presence] ?? account.presence}
            />
          </dl>
          {mayChange ? (
            <div class="account__acts">
              <button
                type="button"
                class="button"
                aria-label={t.staff.changeName(account.name)}
                onClick={() => change(account)}
              >
                {t.staff.change}
              </button>
              {account.id === me ? null : account.active ? (
                <button
                  type="button"
                  class="button button--quiet"
                  aria-label={`${t.staff.deactivate} ${account.name}`}
                  onClick={() => deactivate(account)}
                >
                  {t.staff.deactivate}
                </button>
              ) : (
                <button
                  type="button"
                  class="button button--quiet"
                  aria-label={`${t.staff.reactivate} ${account.name}`}
                  onClick={() => reactivate(account)}
                >
                  {t.staff.reactivate}
                </button>
              )}
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div class="account__fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
