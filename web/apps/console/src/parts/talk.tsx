// One conversation: who it is with, the log, and where the agent writes.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { BadgeCheck, Bot, ChevronLeft, ListRestart, PanelRight, X } from "lucide";
import type { AgentState } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import type { Texts } from "../i18n";
import { formatRoute } from "../route";
import type { Model, Thread } from "../state/model";
import { toAnswer } from "../state/suggestions";
import { Composer } from "./composer";
import { Log } from "./log";
import { Menu } from "./menu";

export interface TalkProps {
  model: Model;
  conversation: string;
  panel: boolean;
  togglePanel(): void;
}

export function Talk({ model, conversation, panel, togglePanel }: TalkProps): JSX.Element {
  const { t, controller } = useDesk();
  const thread = model.threads[conversation];

  useEffect(() => {
    controller.open(conversation);
    return () => controller.open(null);
  }, [controller, conversation]);

  return (
    <section class="talk" id="talk" tabIndex={-1} aria-label={t.talk.label}>
      {thread?.state ? (
        <Ready
          key={conversation}
          model={model}
          thread={thread}
          state={thread.state}
          panel={panel}
          togglePanel={togglePanel}
        />
      ) : (
        <NotYet thread={thread} conversation={conversation} />
      )}
    </section>
  );
}

interface ReadyProps extends Omit<TalkProps, "conversation"> {
  thread: Thread;
  state: AgentState;
}

function Ready({ model, thread, state, panel, togglePanel }: ReadyProps): JSX.Element {
  const outbox = model.outbox.filter((o) => o.frame.conversation === thread.id);
  // What is on its way answers as well as what has arrived.
  const answering = outbox.some((o) => o.frame.type === "message");
  const owed = answering ? null : toAnswer(thread.events);
  return (
    <>
      <Head model={model} state={state} panel={panel} togglePanel={togglePanel} />
      <Log thread={thread} state={state} outbox={outbox} online={!model.lost} />
      <Composer state={state} maxText={model.maxText} owed={owed} online={!model.lost} />
    </>
  );
}

function Back(): JSX.Element {
  const { t } = useDesk();
  return (
    <a
      class="button button--quiet button--icon talk__back"
      href={formatRoute({ page: "inbox", conversation: null })}
    >
      <Icon icon={ChevronLeft} label={t.talk.back} />
    </a>
  );
}

interface HeadProps extends Omit<TalkProps, "conversation"> {
  state: AgentState;
}

function Head({ model, state, panel, togglePanel }: HeadProps): JSX.Element {
  const { t, controller, show } = useDesk();
  const conversation = state.conversation;
  const busy = model.pending.some((p) => p.conversation === conversation);
  return (
    <header class="talk__head">
      <Back />
      <div class="talk__who">
        <h2 class="talk__name">{state.customer_name ?? t.lists.visitor}</h2>
        <p class="talk__facts">
          <span class={`floor floor--${state.floor}`}>{holder(t, state)}</span>
          <span>{t.languageName[state.language] ?? state.language}</span>
          <span class="talk__signed">
            {state.signed_in ? <Icon icon={BadgeCheck} size={14} /> : null}
            {state.signed_in ? t.lists.signedIn : t.lists.notSignedIn}
          </span>
        </p>
      </div>
      {state.floor === "queue" ? (
        <button
          type="button"
          class="button button--main"
          disabled={busy}
          onClick={() => controller.accept(conversation)}
        >
          {busy ? t.lists.accepting : t.act.accept}
        </button>
      ) : null}
      {state.mine ? (
        <>
          <button
            type="button"
            class="button talk__hand-back"
            disabled={busy}
            onClick={() => show({ kind: "hand-back", conversation })}
          >
            <Icon icon={Bot} size={18} />
            <span>{t.act.handBack}</span>
          </button>
          <Menu
            label={t.talk.actions}
            items={[
              {
                label: t.act.requeue,
                icon: ListRestart,
                act: () => show({ kind: "requeue", conversation }),
              },
              { label: t.act.close, icon: X, act: () => show({ kind: "close", conversation }) },
            ]}
          />
        </>
      ) : null}
      <button
        type="button"
        class="button button--quiet button--icon"
        aria-pressed={panel}
        onClick={togglePanel}
      >
        <Icon icon={PanelRight} label={t.talk.details} />
      </button>
    </header>
  );
}

function holder(t: Texts, state: AgentState): string {
  if (state.mine) return t.talk.mine;
  if (state.floor === "agent" && state.agent) return t.talk.withAgent(state.agent);
  return t.talk.floor[state.floor];
}

function NotYet(props: { thread: Thread | undefined; conversation: string }): JSX.Element {
  const { t, controller } = useDesk();
  const { thread, conversation } = props;
  if (thread?.problem) {
    const gone = thread.problem === "forbidden" || thread.problem === "not_found";
    return (
      <div class="blank" role="alert">
        <Back />
        <h2 class="blank__title">{gone ? t.talk.missing : t.talk.unavailable}</h2>
        {gone ? null : (
          <button type="button" class="button" onClick={() => controller.reread(conversation)}>
            {t.retry}
          </button>
        )}
      </div>
    );
  }
  return (
    <div class="talk__skeleton" role="status">
      <span class="visually-hidden">{t.talk.loading}</span>
      <span class="skeleton skeleton--head" />
      <span class="skeleton skeleton--bubble" />
      <span class="skeleton skeleton--bubble skeleton--right" />
      <span class="skeleton skeleton--bubble" />
    </div>
  );
}
