// One icon of the lucide set, drawn in the colour of the text around it.
import { h, type JSX } from "preact";
import type { IconNode } from "lucide";

export interface IconProps {
  /** An icon of the package `lucide`, for instance `import { Send } from "lucide"`. */
  icon: IconNode;
  /** Accessible name; without it the icon is decoration next to a label. */
  label?: string;
  size?: number;
}

export function Icon({ icon, label, size = 20 }: IconProps): JSX.Element {
  const name = label ? { role: "img" as const, "aria-label": label } : { "aria-hidden": true };
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={2}
      stroke-linecap="round"
      stroke-linejoin="round"
      {...name}
    >
      {icon.map(([tag, attributes]) => h(tag, attributes as Record<string, string>))}
    </svg>
  );
}
