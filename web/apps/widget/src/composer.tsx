// The field, its limit, the bot's quick replies, and the way to a person.
import type { CustomerClient, CustomerView } from "@hangat/client";
import { Icon } from "@hangat/ui";
import { Headset, SendHorizontal } from "lucide";
import { Fragment, type JSX, type RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Texts } from "./i18n";
import { activeReplies } from "./rows";
import type { Shell } from "./shell";

interface ComposerProps {
  client: CustomerClient;
  view: CustomerView;
  shell: Shell;
  draft: string;
  t: Texts;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** The counter appears when so few characters are left. */
const NEAR_LIMIT = 200;
const MAX_HEIGHT = 120;

export function Composer({ client, view, shell, draft, t, field }: ComposerProps): JSX.Element {
  const length = [...draft.trim()].length; // as the service counts: characters, not code units
  const left = view.maxText - length;
  const sendable = length > 0 && left >= 0;
  const send = (): void => {
    if (!sendable) return;
    client.send(draft.trim());
    shell.set({ draft: "" });
    field.current?.focus();
  };
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, MAX_HEIGHT)}px`;
  }, [draft]);
  return (
    <div class="composer">
      <Replies client={client} view={view} t={t} />
      <AskHuman client={client} view={view} t={t} />
      <form
        class="write"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          class="field"
          rows={1}
          value={draft}
          placeholder={t.field}
          aria-label={t.field}
          aria-describedby="keys count"
          aria-invalid={left < 0}
          enterkeyhint="send"
          autocomplete="off"
          onInput={(event) => {
            shell.set({ draft: event.currentTarget.value });
            client.typing();
          }}
          onKeyDown={(event) => {
            // While an input method composes, Enter belongs to it; 229 is how older ones say so.
            const composing = event.isComposing || event.keyCode === 229;
            if (event.key === "Enter" && !event.shiftKey && !composing) {
              event.preventDefault();
              send();
            }
          }}
        />
        <button
          class="button button--main button--icon"
          type="submit"
          aria-label={t.send}
          disabled={!sendable}
        >
          <Icon icon={SendHorizontal} />
        </button>
      </form>
      <span id="keys" class="visually-hidden">
        {t.fieldKeys}
      </span>
      <div id="count">
        <p class="hint">{left >= 0 && left <= NEAR_LIMIT && t.left(left)}</p>
        <p class="error" role="status">
          {left < 0 && t.tooLong(-left)}
        </p>
      </div>
    </div>
  );
}

interface RepliesProps {
  client: CustomerClient;
  view: CustomerView;
  t: Texts;
}

function Replies({ client, view, t }: RepliesProps): JSX.Element | null {
  // The bot may offer a person as well; the button for that is below already.
  const replies = activeReplies(view).filter(({ title }) => title !== t.askHuman);
  if (replies.length === 0) return null;
  return (
    <div class="replies" role="group" aria-label={t.replies}>
      {replies.map(({ seq, option, title }, at) => (
        <Fragment key={`${seq}-${option}`}>
          {at > 0 && seq !== replies[at - 1]?.seq && <hr />}
          <button
            type="button"
            class="button reply"
            onClick={() => client.choose(seq, option, title)}
          >
            {title}
          </button>
        </Fragment>
      ))}
    </div>
  );
}

function AskHuman({ client, view, t }: RepliesProps): JSX.Element | null {
  const floor = view.state?.floor ?? "bot";
  if (floor !== "bot") return null;
  const asking = view.outbox.some((i) => i.frame.type === "ask_human" && i.status !== "failed");
  return (
    <button
      type="button"
      class="button ask-human"
      aria-disabled={asking}
      onClick={() => client.askHuman()}
    >
      <Icon icon={Headset} size={18} />
      {asking ? t.askingHuman : t.askHuman}
    </button>
  );
}
