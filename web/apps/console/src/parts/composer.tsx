// Where the agent writes: a reply to the customer, or a note that only colleagues see.
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { SendHorizontal, StickyNote } from "lucide";
import type { AgentState, SuggestionView } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import { draftOf, type Mode } from "../state/drafts";
import { useStore } from "../state/store";
import { place } from "../state/suggestions";
import { typeInto } from "../typing-into";
import { Suggestions } from "./suggestions";

/** From this many free characters on the counter shows. */
const COUNTER_FROM = 200;

export interface ComposerProps {
  state: AgentState;
  maxText: number;
  /** The customer's message that waits for an answer; null for none. */
  owed: number | null;
  online: boolean;
}

export function Composer(props: ComposerProps): JSX.Element {
  const { t } = useDesk();
  const { state } = props;
  if (!state.mine) {
    const words = t.composer.readOnly;
    return (
      <p class="composer composer--closed">
        {state.floor === "agent" ? words.agent(state.agent ?? t.role.agent) : words[state.floor]}
      </p>
    );
  }
  return <Open {...props} />;
}

function Open({ state, maxText, owed, online }: ComposerProps): JSX.Element {
  const { t, controller, suggestions } = useDesk();
  const conversation = state.conversation;
  const drafts = useStore(controller.drafts);
  const draft = draftOf(drafts, conversation);
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  const text = draft[draft.mode];
  const note = draft.mode === "note";
  const left = maxText - [...text.trim()].length;

  useLayoutEffect(() => {
    const el = field.current;
    if (!el) return;
    el.style.height = "auto";
    el.style.height = `${Math.min(el.scrollHeight + 2, 200)}px`;
  }, [text]);

  function send(): void {
    if (!controller.say(conversation, draft.mode)) return;
    if (!note) suggestions.sent(conversation, text);
    field.current?.focus();
  }

  function insert(number: number, { text: suggested }: SuggestionView): void {
    const el = field.current;
    if (!el) return;
    const before = el.value;
    const where = place(before, el.selectionStart, el.selectionEnd, suggested);
    typeInto(el, where.start, where.end, where.text);
    suggestions.insert(conversation, number, before, el.value);
  }

  function undo(before: string): void {
    const el = field.current;
    if (el) typeInto(el, 0, el.value.length, before);
  }

  function onInput(value: string): void {
    controller.draft(conversation, { [draft.mode]: value });
    if (!note) suggestions.edited(conversation, value);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <div class="write">
      {note ? null : (
        <Suggestions
          conversation={conversation}
          seq={owed}
          online={online}
          text={text}
          insert={insert}
          undo={undo}
          leave={() => field.current?.focus()}
        />
      )}
      <form
        class={note ? "composer composer--note" : "composer"}
        aria-label={t.composer.label}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <div class="composer__bar">
          <div class="tabs" role="group" aria-label={t.composer.mode}>
            {(["message", "note"] as const satisfies readonly Mode[]).map((mode) => (
              <button
                key={mode}
                type="button"
                class="tabs__one"
                aria-pressed={draft.mode === mode}
                onClick={() => {
                  controller.draft(conversation, { mode });
                  field.current?.focus();
                }}
              >
                {mode === "note" ? <Icon icon={StickyNote} size={14} /> : null}
                {mode === "note" ? t.composer.note : t.composer.reply}
              </button>
            ))}
          </div>
          <span class="hint composer__keys" id={hint}>
            {t.composer.hint}
          </span>
        </div>
        <div class="composer__row">
          <textarea
            ref={field}
            class="field composer__field"
            rows={1}
            data-composer={conversation}
            value={text}
            aria-label={note ? t.composer.note : t.composer.reply}
            aria-describedby={hint}
            aria-invalid={left < 0}
            placeholder={
              note
                ? t.composer.notePlaceholder
                : t.composer.replyPlaceholder(state.customer_name ?? t.lists.visitor)
            }
            onInput={(event) => onInput(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <button
            type="submit"
            class={note ? "button" : "button button--main"}
            disabled={text.trim() === "" || left < 0}
          >
            <Icon icon={note ? StickyNote : SendHorizontal} size={18} />
            <span class="composer__send">{note ? t.composer.saveNote : t.composer.send}</span>
          </button>
        </div>
        <p class={left < 0 ? "error composer__count" : "hint composer__count"} role="status">
          {left > COUNTER_FROM ? "" : left < 0 ? t.composer.over(-left) : t.composer.left(left)}
        </p>
      </form>
    </div>
  );
}
