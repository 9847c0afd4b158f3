// Questions before something that touches a customer, and the list of keys.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Dialog } from "@hangat/ui";
import { type Layer, useDesk } from "../context";
import type { Model } from "../state/model";
import { Settings } from "./settings";

/** Longest note to the bot that the service takes. */
const MAX_NOTE = 1000;

export interface LayersProps {
  layer: Layer | null;
  model: Model;
  /** Signs out; false when the service did not answer. */
  signOut(): Promise<boolean>;
}

export function Layers({ layer, model, signOut }: LayersProps): JSX.Element | null {
  const { t, controller, show } = useDesk();
  if (layer === null) return null;
  const close = () => show(null);
  switch (layer.kind) {
    case "keys":
      return <Keys />;
    case "settings":
      return (
        <Dialog title={t.settings.title} closeLabel={t.close} onClose={close}>
          <Settings />
        </Dialog>
      );
    case "sign-out":
      return <SignOut model={model} signOut={signOut} />;
    case "hand-back":
      return <HandBack conversation={layer.conversation} />;
    case "close":
    case "requeue": {
      const words = layer.kind === "close" ? t.closeDialog : t.requeueDialog;
      const name = controller.nameOf(layer.conversation) ?? t.lists.visitor;
      return (
        <Dialog title={words.title} closeLabel={t.close} onClose={close}>
          <p>{words.lead(name)}</p>
          {layer.kind === "close" ? <p class="hint">{t.closeDialog.hint}</p> : null}
          <div class="dialog__buttons">
            <button type="button" class="button" data-first onClick={close}>
              {t.cancel}
            </button>
            <button
              type="button"
              class="button button--main"
              onClick={() => {
                close();
                if (layer.kind === "close") controller.close(layer.conversation);
                else controller.requeue(layer.conversation);
              }}
            >
              {words.submit}
            </button>
          </div>
        </Dialog>
      );
    }
  }
}

function HandBack({ conversation }: { conversation: string }): JSX.Element {
  const { t, controller, show } = useDesk();
  const [note, setNote] = useState("");
  const [field, hint] = [useId(), useId()];
  const over = [...note.trim()].length - MAX_NOTE;
  const name = controller.nameOf(conversation) ?? t.lists.visitor;

  function submit(): void {
    if (over > 0) return;
    show(null);
    controller.handBack(conversation, note.trim());
  }

  return (
    <Dialog title={t.handBack.title} closeLabel={t.close} onClose={() => show(null)}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p>{t.handBack.lead(name)}</p>
        <div>
          <label class="label" for={field}>
            {t.handBack.note}
          </label>
          <textarea
            id={field}
            class="field field--note"
            rows={4}
            data-first
            value={note}
            placeholder={t.handBack.placeholder}
            aria-describedby={hint}
            aria-invalid={over > 0}
            onInput={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
            }}
          />
          <p class="hint" id={hint}>
            {t.handBack.hint}
          </p>
          <p class="error" role="status">
            {over > 0 ? t.composer.over(over) : ""}
          </p>
        </div>
        <div class="dialog__buttons">
          <button type="button" class="button" onClick={() => show(null)}>
            {t.cancel}
          </button>
          <button type="submit" class="button button--main" disabled={over > 0}>
            {t.handBack.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function SignOut({ model, signOut }: { model: Model; signOut(): Promise<boolean> }): JSX.Element {
  const { t, show } = useDesk();
  const [state, setState] = useState<"ask" | "busy" | "failed">("ask");
  const held = model.inbox?.mine.length ?? 0;
  const unsent = model.outbox.length;

  async function leave(): Promise<void> {
    setState("busy");
    if (!(await signOut())) setState("failed");
  }

  return (
    <Dialog title={t.signOutDialog.title} closeLabel={t.close} onClose={() => show(null)}>
      {held > 0 ? <p>{t.signOutDialog.lead(held)}</p> : <p>{t.signOutDialog.none}</p>}
      {unsent > 0 ? <p class="error">{t.signOutDialog.unsent(unsent)}</p> : null}
      {state === "failed" ? (
        <p class="error" role="alert">
          {t.signOutDialog.failed}
        </p>
      ) : null}
      <div class="dialog__buttons">
        <button type="button" class="button" data-first onClick={() => show(null)}>
          {t.signOutDialog.stay}
        </button>
        <button
          type="button"
          class="button button--main"
          disabled={state === "busy"}
          onClick={() => void leave()}
        >
          {t.signOutDialog.submit}
        </button>
      </div>
    </Dialog>
  );
}

function Keys(): JSX.Element {
  const { t, prefs, show } = useDesk();
  return (
    <Dialog title={t.keys.title} closeLabel={t.close} onClose={() => show(null)}>
      <p class="hint">{prefs.keys ? t.keys.lead : t.keys.off}</p>
      <dl class="keys">
        {t.keys.list.map(([key, what]) => (
          <div key={key} class="keys__one">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
