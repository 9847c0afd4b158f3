// What a colleague would tell the agent about this customer.
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { X } from "lucide";
import type { AgentState } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import { topicName } from "../i18n";
import type { Thread } from "../state/model";
import { handover } from "../state/rows";
import { type Attempt, attempts, type Mood, mood, repeats } from "../state/summary";
import { When } from "./when";

export interface PanelProps {
  state: AgentState;
  events: Thread["events"];
  onClose(): void;
}

export function Panel({ state, events, onClose }: PanelProps): JSX.Element {
  const { t } = useDesk();
  const known = useMemo(
    () => ({
      tried: attempts(events),
      mood: mood(events),
      repeats: repeats(events),
      passed: handover(events),
    }),
    [events],
  );
  // While the bot has the floor again, the newest handover still says why it came.
  const reason = state.reason ?? known.passed?.reason ?? null;
  const topic = state.topic ?? known.passed?.topic ?? null;
  const settled = state.settled === state.follow_up ? null : state.settled;
  return (
    <section class="panel" aria-label={t.panel.label}>
      <header class="panel__head">
        <h2 class="panel__title">{t.panel.label}</h2>
        <button type="button" class="button button--quiet button--icon" onClick={onClose}>
          <Icon icon={X} label={t.talk.hideDetails} size={18} />
        </button>
      </header>
      <div class="panel__body" tabIndex={0}>
        <Part title={t.panel.why}>
          {reason ? <p>{t.reasonSentence[reason]}</p> : <p class="hint">{t.panel.notEscalated}</p>}
          {known.passed ? (
            <p class="hint">
              <When at={known.passed.at} />
            </p>
          ) : null}
        </Part>
        <Part title={t.panel.topic}>
          {topic ? <p>{topicName(t, topic)}</p> : <p class="hint">{t.panel.topicUnknown}</p>}
        </Part>
        <Part title={t.panel.mood}>
          {known.mood ? <MoodLine mood={known.mood} /> : <p class="hint">{t.panel.moodAbsent}</p>}
          {known.repeats ? <p>{t.panel.repeats(known.repeats)}</p> : null}
        </Part>
        <Part title={t.panel.tried}>
          {known.tried.length === 0 ? (
            <p class="hint">{t.panel.nothingTried}</p>
          ) : (
            <ol class="tried">
              {known.tried.map((attempt) => (
                <Tried key={attempt.seq} attempt={attempt} />
              ))}
            </ol>
          )}
        </Part>
        <dl class="facts">
          <Fact name={t.panel.failures}>{t.panel.times(state.failures)}</Fact>
          <Fact name={t.panel.handoffs}>{t.panel.times(state.handoffs)}</Fact>
          <Fact name={t.panel.followUp}>{state.follow_up ?? t.panel.none}</Fact>
          <Fact name={t.panel.settled}>{settled || t.panel.none}</Fact>
          {state.rating === null ? null : (
            <Fact name={t.panel.rating}>{t.panel.ratingValue(state.rating)}</Fact>
          )}
          <Fact name={t.panel.customer}>
            {state.signed_in ? t.panel.signedIn : t.panel.notSignedIn}
          </Fact>
          <Fact name={t.panel.started}>
            <When at={state.started_at} />
          </Fact>
        </dl>
      </div>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part">
      <h3 class="part__title">{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Tried({ attempt }: { attempt: Attempt }): JSX.Element {
  const { t } = useDesk();
  const bad = attempt.outcome === "fallback" || attempt.outcome === "failed";
  const times = attempt.times > 1 ? ` ${attempt.times}×` : "";
  return (
    <li>
      <button type="button" class="tried__one" onClick={() => lead(attempt.seq)}>
        {attempt.intent ? <span>{topicName(t, attempt.intent)}</span> : null}
        <span class={bad ? "tried__outcome tried__outcome--bad" : "tried__outcome"}>
          {t.outcome[attempt.outcome]}
          {times}
        </span>
      </button>
    </li>
  );
}

/** Scrolls the log to the message and puts the focus there. */
function lead(seq: number): void {
  const message = document.getElementById(`e-${seq}`);
  message?.scrollIntoView({ block: "center" });
  message?.focus({ preventScroll: true });
}

const WIDTH = 240;
const HEIGHT = 40;

/** The measured mood as a small line, never without the sentence that says what it means. */
function MoodLine({ mood: { points, word } }: { mood: Mood }): JSX.Element {
  const { t } = useDesk();
  const x = (at: number) => (points.length < 2 ? WIDTH / 2 : (at / (points.length - 1)) * WIDTH);
  const y = (value: number) => HEIGHT / 2 - (value * (HEIGHT - 8)) / 2;
  const path = points.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const last = points.length - 1;
  return (
    <>
      {points.length > 1 ? (
        <svg class="mood" viewBox={`-4 0 ${WIDTH + 8} ${HEIGHT}`} aria-hidden="true">
          <line class="mood__zero" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
          <polyline class="mood__line" points={path} />
          <circle class="mood__now" cx={x(last)} cy={y(points[last] ?? 0)} r="3.5" />
        </svg>
      ) : null}
      <p>{t.panel.moodSentence(t.panel.moodWord[word], points.length)}</p>
    </>
  );
}
