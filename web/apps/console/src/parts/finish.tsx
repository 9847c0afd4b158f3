// The result of a call-back or ticket, before it counts as done.
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { FollowUpView } from "@hangat/protocol";
import { RestError } from "@hangat/client";
import { Dialog } from "@hangat/ui";
import { useDesk } from "../context";

/** Longest result that the service takes. */
const MAX_NOTE = 1000;

export interface FinishProps {
  item: FollowUpView;
  onClose(): void;
  onDone(): void;
  /** A colleague was faster. */
  onGone(): void;
}

export function FinishDialog({ item, onClose, onDone, onGone }: FinishProps): JSX.Element {
  const { t, api } = useDesk();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<"noteMissing" | "closeFailed" | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [fieldId, errorId] = [useId(), useId()];
  const over = [...note.trim()].length - MAX_NOTE;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || over > 0) return;
    if (note.trim() === "") {
      setProblem("noteMissing");
      field.current?.focus();
      return;
    }
    setBusy(true);
    try {
      await api.closeFollowUp(item.reference, note.trim());
      onDone();
    } catch (error) {
      const gone = error instanceof RestError && (error.status === 404 || error.status === 409);
      if (gone) onGone();
      else setProblem("closeFailed");
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={t.followUps.dialog(item.reference)} closeLabel={t.close} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <p>{t.followUps.dialogLead}</p>
        <div>
          <label class="label" for={fieldId}>
            {t.followUps.note}
          </label>
          <textarea
            ref={field}
            id={fieldId}
            class="field field--note"
            rows={4}
            data-first
            value={note}
            aria-invalid={problem === "noteMissing" || over > 0}
            aria-describedby={errorId}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <p class="error" id={errorId} role="alert">
            {over > 0 ? t.composer.over(over) : problem ? t.followUps[problem] : ""}
          </p>
        </div>
        <div class="dialog__buttons">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button--main" disabled={busy || over > 0}>
            {t.followUps.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
