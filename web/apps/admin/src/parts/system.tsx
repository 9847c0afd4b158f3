// How the house is: what it needs, how much is going on, which version and policy.
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { CircleCheck, RefreshCw, TriangleAlert } from "lucide";
import type { Part, SystemView } from "@hangat/protocol";
import { RestError } from "@hangat/client";
import { clockTime, Icon } from "@hangat/ui";
import { useHouse } from "../context";

/** The page asks again this often, in milliseconds, while it is looked at. */
const EVERY_MS = 10_000;

interface Seen {
  view: SystemView | null;
  at: Date | null;
  failed: boolean;
}

const COUNTS = ["waiting", "with_agents", "with_bot", "on_duty", "open_follow_ups"] as const;

export function System(): JSX.Element {
  const { t, api, ended } = useHouse();
  const [seen, setSeen] = useState<Seen>({ view: null, at: null, failed: false });

  const load = useCallback(async () => {
    try {
      const view = await api.system();
      setSeen({ view, at: new Date(), failed: false });
    } catch (error) {
      if (error instanceof RestError && error.status === 401) ended();
      else setSeen((had) => ({ ...had, failed: true }));
    }
  }, [api, ended]);

  useEffect(() => {
    void load();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void load();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [load]);

  const time = seen.at ? clockTime(seen.at, t.code) : "";
  return (
    <section class="sheet" aria-labelledby="system">
      <header class="sheet__head">
        <h2 class="sheet__title" id="system">
          {t.system.title}
        </h2>
        <div class="sheet__side">
          <span class="hint" role="status">
            {seen.at === null ? "" : seen.failed ? t.system.stale(time) : t.system.refreshed(time)}
          </span>
          <button type="button" class="button button--quiet" onClick={() => void load()}>
            <Icon icon={RefreshCw} size={16} />
            {t.system.refresh}
          </button>
        </div>
      </header>
      {seen.view ? (
        <View view={seen.view} />
      ) : seen.failed ? (
        <div class="trouble" role="alert">
          <p>{t.system.failed}</p>
          <p class="hint">{t.system.failedHint}</p>
        </div>
      ) : (
        <div role="status" aria-label={t.loading} class="skeletons">
          <span class="skeleton skeleton--block" />
          <span class="skeleton skeleton--block" />
        </div>
      )}
    </section>
  );
}

function View({ view }: { view: SystemView }): JSX.Element {
  const { t } = useHouse();
  const { readiness } = view;
  const well = readiness.ready && !readiness.degraded;
  const botWell = readiness.parts.every((part) => part.name !== "bot" || part.ok);
  const limps = botWell ? t.system.unread : t.system.degraded;
  const words = well ? t.system.well : readiness.ready ? limps : t.system.down;
  return (
    <>
      <p
        class={
          well ? "verdict" : readiness.ready ? "verdict verdict--warn" : "verdict verdict--bad"
        }
      >
        <Icon icon={well ? CircleCheck : TriangleAlert} />
        {words}
      </p>
      <ul class="parts">
        {readiness.parts.map((part) => (
          <PartLine key={part.name} part={part} />
        ))}
      </ul>
      <dl class="counts" aria-label={t.system.counts}>
        {COUNTS.map((name) => (
          <div key={name} class="figure" data-count={name}>
            <dt>{t.system[name]}</dt>
            <dd>{view[name]}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        {t.system.version} {view.version} · {t.system.policy}{" "}
        {t.system.policyVersion(view.policy_version)}
      </p>
    </>
  );
}

function PartLine({ part }: { part: Part }): JSX.Element {
  const { t } = useHouse();
  return (
    <li class="part" data-part={part.name}>
      <strong>{t.system.part[part.name] ?? part.name}</strong>
      <span class={part.ok ? "state state--good" : "state state--bad"}>
        <Icon icon={part.ok ? CircleCheck : TriangleAlert} size={16} />
        {part.ok ? t.system.ok : t.system.bad}
      </span>
      <span class="hint">
        {part.latency_ms === null ? "" : t.system.latency(part.latency_ms)}
        {part.ok ? "" : part.message}
      </span>
    </li>
  );
}
