// Text that the page writes into a field, as if it had been typed.

/**
 * Puts *text* in place of *start* to *end* and the cursor behind it. The browser's own undo takes it
 * back, which it would not after setting `value`; for that `execCommand` is the only way there is.
 */
export function typeInto(
  field: HTMLTextAreaElement,
  start: number,
  end: number,
  text: string,
): void {
  field.focus();
  field.setSelectionRange(start, end);
  const typed =
    text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (typed) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
