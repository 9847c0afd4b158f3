// How far each reason may lead by itself.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Info } from "lucide";
import { Icon } from "@hangat/ui";
import { useHouse } from "../../context";
import { choose, type Judged, JUDGED, ruleAt, RULES } from "../../policy";
import type { Editing } from "./fields";

export function Rules({ editing }: { editing: Editing }): JSX.Element {
  return (
    <div class="rules">
      {JUDGED.map((reason) => (
        <Reason key={reason} reason={reason} editing={editing} />
      ))}
    </div>
  );
}

function Reason({ reason, editing }: { reason: Judged; editing: Editing }): JSX.Element {
  const { t } = useHouse();
  const { draft, base, edit } = editing;
  const [name, about] = [useId(), useId()];
  const path = `rules.${reason}` as const;
  const rule = ruleAt(draft.content, path);
  const before = ruleAt(base, path);
  const caution = rule === "transfer" ? undefined : t.policy.caution[reason];
  return (
    <fieldset class="rule" data-value={path} aria-describedby={about}>
      <legend class="label">
        {t.policy.reason[reason]}{" "}
        {rule === before ? null : (
          <span class="mark mark--changed">
            {t.policy.changed}, {t.policy.wasBefore(t.policy.rule[before])}
          </span>
        )}
      </legend>
      <p class="hint" id={about}>
        {t.policy.reasonMeans[reason]}
      </p>
      <div class="choices">
        {RULES.map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name={name}
              value={each}
              checked={rule === each}
              onChange={() => edit((had) => choose(had, path, each))}
            />
            <span>{t.policy.rule[each]}</span>
          </label>
        ))}
      </div>
      {caution === undefined ? null : (
        <p class="caution" role="status">
          <Icon icon={Info} size={16} />
          {caution}
        </p>
      )}
    </fieldset>
  );
}
