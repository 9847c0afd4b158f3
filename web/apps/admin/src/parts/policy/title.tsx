// The head of the part, the same whatever is shown below it.
import type { JSX } from "preact";
import { useHouse } from "../../context";

export function Title(): JSX.Element {
  const { t } = useHouse();
  return (
    <div>
      <h2 class="sheet__title" id="policy">
        {t.policy.title}
      </h2>
      <p class="hint">{t.policy.lead}</p>
    </div>
  );
}
