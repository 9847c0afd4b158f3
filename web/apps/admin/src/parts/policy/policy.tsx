// The policy: loading it, and what shows when that fails.
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { PolicyHistory, PolicyVersion } from "@hangat/protocol";
import { inWords, useHouse } from "../../context";
import { Sheet } from "./sheet";
import { Title } from "./title";
import { newest } from "./words";

type Loaded = PolicyHistory | "loading" | "failed";

export function Policy(): JSX.Element {
  const house = useHouse();
  const { t, api } = house;
  const [loaded, setLoaded] = useState<Loaded>("loading");

  const load = useCallback(async (): Promise<PolicyHistory | null> => {
    try {
      const history = await api.policy();
      setLoaded((had) =>
        typeof had === "object" && newest(had).number === newest(history).number ? had : history,
      );
      return history;
    } catch (error) {
      if (inWords(error, house) !== null) setLoaded((had) => (had === "loading" ? "failed" : had));
      return null;
    }
  }, [api, house]);

  useEffect(() => void load(), [load]);

  const added = useCallback((version: PolicyVersion) => {
    setLoaded((had) =>
      typeof had === "object" ? { ...had, versions: [version, ...had.versions] } : had,
    );
  }, []);

  return (
    <section class="sheet" aria-labelledby="policy">
      {loaded === "loading" ? (
        <>
          <Title />
          <div role="status" aria-label={t.loading} class="skeletons">
            <span class="skeleton skeleton--block" />
            <span class="skeleton skeleton--block" />
            <span class="skeleton skeleton--block" />
          </div>
        </>
      ) : loaded === "failed" ? (
        <>
          <Title />
          <div class="trouble" role="alert">
            <p>{t.policy.failed}</p>
            <p class="hint">{t.policy.failedHint}</p>
            <button type="button" class="button" onClick={() => void load()}>
              {t.retry}
            </button>
          </div>
        </>
      ) : (
        <Sheet history={loaded} load={load} added={added} />
      )}
    </section>
  );
}
