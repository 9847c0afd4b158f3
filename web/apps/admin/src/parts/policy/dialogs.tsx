// The two steps that put something in force: a new version, and the way back.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { PolicyContent, PolicyProblem, PolicyVersion } from "@hangat/protocol";
import { RestError } from "@hangat/client";
import { Dialog } from "@hangat/ui";
import { inWords, useHouse } from "../../context";
import { Differences } from "./differences";

const NOTE = { least: 3, most: 500 };

export interface SaveDialogProps {
  base: PolicyVersion;
  wanted: PolicyContent;
  note: string;
  setNote(note: string): void;
  onClose(): void;
  onSaved(version: PolicyVersion): void;
  /** The service refuses the value of this field. */
  onRefused(field: string): void;
  /** Builds the changes on the newest version. */
  onRebase(): void;
}

export function SaveDialog(props: SaveDialogProps): JSX.Element {
  const { base, wanted, note, setNote, onClose, onSaved, onRefused, onRebase } = props;
  const house = useHouse();
  const { t, api } = house;
  const [field, words] = [useId(), useId()];
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [stale, setStale] = useState(false);

  async function submit(event: Event & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const text = note.trim();
    const short = text.length < NOTE.least || text.length > NOTE.most;
    setWrong(short);
    setRefusal(null);
    if (short) return form.querySelector("textarea")?.focus();
    setBusy(true);
    try {
      onSaved(await api.changePolicy({ base: base.number, note: text, content: wanted }));
    } catch (error) {
      const code = problemOf(error);
      if (code === "policy_stale") setStale(true);
      else if (code === "policy_invalid") onRefused(fieldOf(error));
      else setRefusal(inWords(error, house));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={t.policy.saveTitle} closeLabel={t.close} onClose={onClose}>
      <form class="stack" noValidate onSubmit={(event) => void submit(event)}>
        <p>{t.policy.saveLead(base.number + 1)}</p>
        <Differences before={base.content} after={wanted} />
        <div>
          <label class="label" for={field}>
            {t.policy.note}
          </label>
          <textarea
            id={field}
            class="field note"
            rows={3}
            maxLength={NOTE.most}
            data-first
            value={note}
            aria-invalid={wrong}
            aria-describedby={words}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <p class={wrong ? "error" : "hint"} id={words}>
            {wrong ? t.policy.noteWrong : t.policy.noteHint}
          </p>
        </div>
        <p class="error" role="alert">
          {stale ? t.policy.stale : (refusal ?? "")}
        </p>
        <div class="dialog__buttons">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          {stale ? (
            <button type="button" class="button button--main" onClick={onRebase}>
              {t.policy.rebase}
            </button>
          ) : (
            <button type="submit" class="button button--main" disabled={busy}>
              {busy ? t.saving : t.policy.submit}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

export interface UndoDialogProps {
  base: PolicyVersion;
  before: PolicyVersion;
  onClose(): void;
  onUndone(version: PolicyVersion): void;
}

export function UndoDialog({ base, before, onClose, onUndone }: UndoDialogProps): JSX.Element {
  const house = useHouse();
  const { t, api } = house;
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function undo(): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      onUndone(await api.undoPolicy(base.number));
    } catch (error) {
      const stale = problemOf(error) === "policy_stale";
      setRefusal(stale ? t.policy.undoStale : inWords(error, house));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={t.policy.undoTitle(base.number)} closeLabel={t.close} onClose={onClose}>
      <p>{t.policy.undoLead(base.number + 1)}</p>
      <Differences before={base.content} after={before.content} />
      <p class="hint">{t.policy.undoHint}</p>
      <p class="error" role="alert">
        {refusal ?? ""}
      </p>
      <div class="dialog__buttons">
        <button type="button" class="button" data-first onClick={onClose}>
          {t.cancel}
        </button>
        <button
          type="button"
          class="button button--main"
          disabled={busy}
          onClick={() => void undo()}
        >
          {busy ? t.saving : t.policy.undo(base.number)}
        </button>
      </div>
    </Dialog>
  );
}

function problemOf(error: unknown): string | undefined {
  return error instanceof RestError ? error.problem?.error : undefined;
}

/** The field that a refusal of the service names. */
function fieldOf(error: unknown): string {
  const problem = error instanceof RestError ? error.problem : null;
  return problem !== null && "field" in problem ? (problem as PolicyProblem).field : "";
}
