// After the end: a rating, and the way to a new conversation.
import type { CustomerClient, CustomerView } from "@hangat/client";
import { MAX_COMMENT } from "@hangat/protocol";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Texts } from "./i18n";

interface EndingProps {
  client: CustomerClient;
  view: CustomerView;
  t: Texts;
  onTranscript: () => void;
}

export function Ending({ client, view, t, onTranscript }: EndingProps): JSX.Element {
  const [skipped, setSkipped] = useState(false);
  const state = view.state;
  const rating = view.outbox.some((i) => i.frame.type === "rate" && i.status !== "failed");
  const asks = state?.can_rate === true && !skipped && served(view);
  return (
    <section class="panel ending">
      {asks && rating && <p role="status">{t.rating}</p>}
      {asks && !rating && (
        <Rating
          client={client}
          t={t}
          onSkip={() => {
            client.letGo();
            setSkipped(true);
          }}
        />
      )}
      {!asks && (
        <>
          <h3>{t.over}</h3>
          {state?.rating != null && (
            <p role="status">{t.rated(t.scores[state.rating - 1] ?? String(state.rating))}</p>
          )}
          <div class="actions">
            <button
              type="button"
              class="button button--main"
              onClick={() => client.startOver()}
            >
              {t.startOver}
            </button>
            <button type="button" class="button" onClick={onTranscript}>
              {t.transcript}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

/** There is something to rate: the bot answered, or a person was there. */
function served({ events }: CustomerView): boolean {
  return events.some((event) =>
    event.kind === "message"
      ? event.author !== "customer"
      : event.kind === "notice" && event.notice === "agent_joined",
  );
}

interface RatingProps {
  client: CustomerClient;
  t: Texts;
  onSkip: () => void;
}

function Rating({ client, t, onSkip }: RatingProps): JSX.Element {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState(false);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (score > 0) client.rate(score, comment.trim());
        else setMissing(true);
      }}
    >
      <fieldset aria-describedby="score-missing">
        <legend>{t.rateTitle}</legend>
        <div class="scores">
          {t.scores.map((label, index) => (
            <label key={index} class="score">
              <input
                type="radio"
                name="score"
                value={index + 1}
                checked={score === index + 1}
                onChange={() => {
                  setScore(index + 1);
                  setMissing(false);
                }}
              />
              <span class="score-number">{index + 1}</span>
              <span class="score-label">{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p id="score-missing" class="error" role="alert">
        {missing ? t.chooseScore : ""}
      </p>
      <label class="label" for="comment">
        {t.comment}
      </label>
      <textarea
        id="comment"
        class="field"
        rows={2}
        maxLength={MAX_COMMENT}
        value={comment}
        onInput={(event) => setComment(event.currentTarget.value)}
      />
      <div class="actions">
        <button type="submit" class="button button--main">
          {t.rate}
        </button>
        <button type="button" class="button" onClick={onSkip}>
          {t.skip}
        </button>
      </div>
    </form>
  );
}
