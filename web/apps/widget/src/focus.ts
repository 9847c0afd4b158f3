// Focus, scroll and the on-screen keyboard while the sheet covers the page.

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Keeps Tab inside *layer*: call it on keydown. */
export function trapTab(layer: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const stops = [...layer.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (stop) => stop.tabIndex >= 0 && stop.getClientRects().length > 0,
  );
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return;
  const root = layer.getRootNode() as ShadowRoot;
  const outside = !layer.contains(root.activeElement);
  if (event.shiftKey && (outside || root.activeElement === first || root.activeElement === layer)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (outside || root.activeElement === last)) {
    event.preventDefault();
    first.focus();
  }
}

/** The page behind stays where it is; returns how to let it go. */
export function lockScroll(): () => void {
  const { style } = document.documentElement;
  const before = style.overflow;
  style.overflow = "hidden";
  return () => {
    style.overflow = before;
  };
}

/** Keeps *sheet* in the part of the screen that the keyboard leaves; returns how to stop. */
export function followViewport(sheet: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => undefined;
  const update = (): void => {
    sheet.style.setProperty("--seen-height", `${viewport.height}px`);
    sheet.style.setProperty("--seen-top", `${viewport.offsetTop}px`);
  };
  update();
  viewport.addEventListener("resize", update);
  viewport.addEventListener("scroll", update);
  return () => {
    viewport.removeEventListener("resize", update);
    viewport.removeEventListener("scroll", update);
  };
}

/** The browser's Back calls *close* while the result has not been called. */
export function backCloses(close: () => void): () => void {
  // Beside what the site keeps there: its own router may look at it.
  history.pushState({ ...history.state, hangat: 1 }, "");
  addEventListener("popstate", close);
  return () => {
    removeEventListener("popstate", close);
    if (history.state?.hangat) history.back();
  };
}
