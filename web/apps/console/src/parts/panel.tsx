// What a colleague would tell the agent about this customer.
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { X } from "lucide";
import type { AgentState } from "@hangat/protocol";
import { clockTime, Icon } from "@hangat/ui";
import { useDesk } from "../context";
import { topicName, whyText } from "../i18n";
import type { Thread } from "../state/model";
import { handover } from "../state/rows";
import { type Attempt, attempts, type Mood, type MoodPoint, mood, repeats } from "../state/summary";
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
  const why = known.passed
    ? whyText(t, known.passed)
    : state.reason && t.reasonSentence[state.reason];
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
          {why ? <p>{why}</p> : <p class="hint">{t.panel.notEscalated}</p>}
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
const HEIGHT = 64;
const MARK = 4;

/** The measured mood as a small line, never without the sentence that says what it means. */
function MoodLine({ mood: { points, now, trend } }: { mood: Mood }): JSX.Element {
  const { t } = useDesk();
  const led = (what: MoodPoint["led"]) =>
    points.flatMap((point, at) => (point.led === what ? [at + 1] : []));
  const first = points[0];
  const last = points[points.length - 1];
  return (
    <>
      {points.length > 1 && first && last ? (
        <figure class="mood">
          <svg
            class="mood__chart"
            viewBox={`-6 0 ${WIDTH + 12} ${HEIGHT}`}
            role="img"
            aria-label={t.panel.moodLabel(
              points.map((point) => t.panel.moodWord[point.word]),
              led("offer"),
              led("transfer"),
            )}
          >
            <line class="mood__zero" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
            <polyline class="mood__line" points={points.map(place(points.length)).join(" ")} />
            {points.map((point, at) => (
              <Dot key={point.seq} point={point} at={place(points.length)(point, at)} />
            ))}
          </svg>
          <figcaption class="mood__times">
            <time dateTime={first.at}>{clockTime(new Date(first.at), t.code)}</time>
            <time dateTime={last.at}>{clockTime(new Date(last.at), t.code)}</time>
          </figcaption>
        </figure>
      ) : null}
      <p>{t.panel.moodSentence(t.panel.moodWord[now], t.panel.moodTrend[trend], points.length)}</p>
      {(["offer", "transfer"] as const).map((what) =>
        led(what).length > 0 ? (
          <p key={what} class="hint mood__key">
            <svg viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
              <Shape led={what} />
            </svg>
            {t.panel.moodMark[what]}
          </p>
        ) : null,
      )}
    </>
  );
}

/** Where a point of *count* stands, as SVG writes it. */
const place =
  (count: number) =>
  ({ value }: MoodPoint, at: number): string => {
    const x = (at / (count - 1)) * WIDTH;
    const y = HEIGHT / 2 - (value * (HEIGHT - 12)) / 2;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };

function Dot({ point, at }: { point: MoodPoint; at: string }): JSX.Element {
  return (
    <g transform={`translate(${at})`}>
      <Shape led={point.led} />
    </g>
  );
}

/** A dot; a diamond where a person was offered, a square where one took over. */
function Shape({ led }: { led: MoodPoint["led"] }): JSX.Element {
  if (led === null) return <circle class="mood__dot" r="2.5" />;
  const side = 2 * MARK;
  const turn = led === "offer" ? { transform: "rotate(45)" } : {};
  return (
    <rect class={`mood__${led}`} x={-MARK} y={-MARK} width={side} height={side} {...turn} />
  );
}
