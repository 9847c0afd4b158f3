// Where two contents of a policy differ, as a list of sentences.
import type { JSX } from "preact";
import type { PolicyContent } from "@hangat/protocol";
import { useHouse } from "../../context";
import { differences } from "../../policy";
import { changeInWords } from "./words";

export interface DifferencesProps {
  before: PolicyContent;
  after: PolicyContent;
}

export function Differences({ before, after }: DifferencesProps): JSX.Element {
  const { t } = useHouse();
  const paths = differences(before, after);
  if (paths.length === 0) return <p class="hint">{t.policy.noDifference}</p>;
  return (
    <dl class="differences">
      {paths.map((path) => (
        <div key={path} class="difference" data-difference={path}>
          <dt>{t.policy.label[path]}</dt>
          <dd>{changeInWords(before, after, path, t)}</dd>
        </div>
      ))}
    </dl>
  );
}
