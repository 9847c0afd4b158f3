// Who speaks, told apart by shape as well: a person is round, the bot is square and has its mark.
import type { JSX } from "preact";
import { Bot, UserRound } from "lucide";
import { Icon } from "@hangat/ui";
import { initials } from "../state/rows";

export interface AvatarProps {
  author: "customer" | "bot" | "agent";
  name: string | null;
}

export function Avatar({ author, name }: AvatarProps): JSX.Element {
  return (
    <span class={`avatar avatar--${author}`} aria-hidden="true">
      {author === "bot" ? (
        <Icon icon={Bot} size={18} />
      ) : name === null ? (
        <Icon icon={UserRound} size={18} />
      ) : (
        initials(name)
      )}
    </span>
  );
}
