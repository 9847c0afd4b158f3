import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

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

/**
 * Calls *refocus* when the focused part of *layer* is gone after a rendering: a button that was
 * pressed and did its work must not drop the keyboard's user out of the layer.
 */
export function useFocusHeld(
  layer: RefObject<HTMLElement | null>,
  refocus: () => void,
): { onFocusIn: () => void; onFocusOut: (event: FocusEvent) => void } {
  const held = useRef(false);
  useLayoutEffect(() => {
    const root = layer.current?.getRootNode() as ShadowRoot | undefined;
    if (held.current && root?.activeElement === null) refocus();
  });
  return {
    onFocusIn: () => {
      held.current = true;
    },
    onFocusOut: (event) => {
      // Without a next place the focus left, unless its element was taken away.
      const from = event.target as HTMLElement;
      if (event.relatedTarget === null) queueMicrotask(() => (held.current = !from.isConnected));
    },
  };
}
