import { useEffect, useLayoutEffect, useState } from "preact/hooks";

interface Source<T> {
  readonly view: T;
  subscribe(listener: () => void): () => void;
}

/** The newest view of *source*; renders again when it changes. */
export function useView<T>(source: Source<T>): T {
  const [view, setView] = useState(source.view);
  useLayoutEffect(() => {
    const update = (): void => setView(source.view);
    update();
    return source.subscribe(update);
  }, [source]);
  return view;
}

/** Whether the media query holds, now and when it changes. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return matches;
}
