// All versions, newest first, each with what it changed.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PolicyContent, PolicyVersion } from "@hangat/protocol";
import { useHouse } from "../../context";
import { Differences } from "./differences";
import { because, setBy } from "./words";

/** Versions that are shown before somebody asks for more, and with each asking. */
const SOME = 5;

export interface HistoryProps {
  versions: readonly PolicyVersion[];
  /** Null for those who only look. */
  use: ((content: PolicyContent) => void) | null;
}

export function History({ versions, use }: HistoryProps): JSX.Element {
  const { t } = useHouse();
  const [shown, setShown] = useState(SOME);
  const left = versions.length - shown;
  return (
    <section class="stack" aria-labelledby="policy-history">
      <h3 class="part-title" id="policy-history">
        {t.policy.history}
      </h3>
      <ol class="versions">
        {versions.slice(0, shown).map((version, at) => (
          <Version
            key={version.number}
            version={version}
            before={versions[at + 1]?.content ?? null}
            use={at === 0 ? null : use}
          />
        ))}
      </ol>
      {left > 0 ? (
        <button
          type="button"
          class="button versions__more"
          onClick={() => setShown((had) => had + SOME)}
        >
          {t.policy.more(Math.min(left, SOME))}
        </button>
      ) : null}
    </section>
  );
}

interface VersionProps {
  version: PolicyVersion;
  /** Content of the version before it; null when there is none. */
  before: PolicyContent | null;
  use: ((content: PolicyContent) => void) | null;
}

function Version({ version, before, use }: VersionProps): JSX.Element {
  const { t } = useHouse();
  const words = because(version, t);
  return (
    <li class="version" data-version={version.number}>
      <div class="version__head">
        <p>
          <strong>{t.policy.version(version.number)}</strong>
          <span class="hint">{setBy(version, t)}</span>
        </p>
        {use === null ? null : (
          <button
            type="button"
            class="button button--quiet"
            aria-label={t.policy.useOf(version.number)}
            onClick={() => use(version.content)}
          >
            {t.policy.use}
          </button>
        )}
      </div>
      {words === null ? null : <p class="version__why">{words}</p>}
      {before === null ? (
        <p class="hint">{t.policy.first}</p>
      ) : (
        <Differences before={before} after={version.content} />
      )}
    </li>
  );
}
