// A time in words, with the exact one on hover.
import type { JSX } from "preact";
import { dateTime, relativeTime, useNow } from "@hangat/ui";
import { useDesk } from "../context";

export function When({ at }: { at: string }): JSX.Element {
  const { t } = useDesk();
  const now = useNow(15_000);
  const date = new Date(at);
  return (
    <time class="when" dateTime={at} title={dateTime(date, t.code)}>
      {relativeTime(date, new Date(Math.max(now, date.getTime())), t.code)}
    </time>
  );
}
