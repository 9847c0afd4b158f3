// Text with links: our own articles by their titles, other addresses as they are.
import type { JSX } from "preact";

export interface LinkedProps {
  text: string;
  /** Titles of addresses that stand in the text. */
  links?: readonly { url: string; title: string }[] | undefined;
  /** Only what has a title becomes a link. */
  titledOnly?: boolean;
}

const ADDRESS = /(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"])/g;

export function Linked({ text, links, titledOnly }: LinkedProps): JSX.Element {
  return (
    <>
      {text.split(ADDRESS).map((part, index) => {
        const title = links?.find(({ url }) => url === part)?.title;
        return index % 2 && (title || !titledOnly) ? (
          <a key={index} href={part} target="_blank" rel="noopener noreferrer">
            {title ?? part}
          </a>
        ) : (
          part
        );
      })}
    </>
  );
}
