// Small parts: who somebody is, and that somebody writes.
import type { Author } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { Bot } from "lucide";
import type { JSX } from "preact";

/** The bot's is square and holds a machine, a person's is round and holds an initial. */
export function Avatar({ author, name }: { author: Author; name: string | null }): JSX.Element {
  return author === "bot" ? (
    <span class="avatar avatar--bot" aria-hidden="true">
      <Icon icon={Bot} size={18} />
    </span>
  ) : (
    <span class="avatar" aria-hidden="true">
      {(name ?? "?").slice(0, 1).toUpperCase()}
    </span>
  );
}

export function Dots(): JSX.Element {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
