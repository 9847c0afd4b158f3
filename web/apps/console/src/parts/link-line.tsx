// The thin line that says that the connection is lost, or that the page is too old.
import type { JSX } from "preact";
import { WifiOff } from "lucide";
import { Icon } from "@hangat/ui";
import { useDesk } from "../context";
import type { Model } from "../state/model";

export function LinkLine({ model }: { model: Model }): JSX.Element {
  const { t, controller } = useDesk();
  return (
    <div class="link-line" role="status">
      {model.outdated ? (
        <p>
          <span>{t.link.newer}</span>
          <button type="button" class="link" onClick={() => location.reload()}>
            {t.link.reload}
          </button>
        </p>
      ) : model.lost ? (
        <p>
          <Icon icon={WifiOff} size={16} />
          <span>{t.link.lost}</span>
          <button type="button" class="link" onClick={() => controller.retryNow()}>
            {t.link.now}
          </button>
        </p>
      ) : null}
    </div>
  );
}
