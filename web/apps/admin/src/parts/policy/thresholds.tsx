// The two thresholds on one track, with the sentence that says what they mean.
import type { JSX } from "preact";
import { useHouse } from "../../context";
import { percent } from "../../policy";
import { type Editing, Slider } from "./fields";

/** The values of which the sentence speaks. */
const TOLD = ["offer_at", "transfer_at", "most_offers", "offer_pause", "max_failures"] as const;

export function Thresholds({ editing }: { editing: Editing }): JSX.Element {
  const { t } = useHouse();
  const { content } = editing.draft;
  const offer = Math.min(content.offer_at, content.transfer_at);
  const transfer = Math.min(1, content.transfer_at);
  const meaning = t.policy.meaning({
    offer: percent(content.offer_at, t.code),
    transfer: percent(content.transfer_at, t.code),
    same: content.offer_at >= content.transfer_at,
    offers: content.most_offers,
    pause: content.offer_pause,
    failures: content.max_failures,
  });
  const unclear = TOLD.some((path) => editing.faults[path] !== undefined);
  const zones = [
    { name: "stay", from: 0, to: offer },
    { name: "offer", from: offer, to: transfer },
    { name: "transfer", from: transfer, to: 1 },
  ] as const;
  return (
    <>
      <p class="meaning">{unclear ? t.policy.unclear : meaning.join(" ")}</p>
      <div class="track" aria-hidden="true">
        <div class="track__bar">
          {zones.map(({ name, from, to }) => (
            <span
              key={name}
              class={`zone zone--${name}`}
              style={{ width: `${(to - from) * 100}%` }}
            />
          ))}
        </div>
        <ul class="track__words">
          {zones.map(({ name, from, to }) => (
            <li key={name}>
              <span class={`zone__key zone--${name}`} />
              {t.policy.zone[name]}
              <span class="hint">
                {percent(from, t.code)}–{percent(to, t.code)}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div class="thresholds">
        <Slider path="offer_at" editing={editing} />
        <Slider path="transfer_at" editing={editing} />
      </div>
    </>
  );
}
