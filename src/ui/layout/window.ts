/** Which items of a long list are in view. */
export interface ListWindow {
  top: number;
  /** One past the last item in view. */
  end: number;
}

/**
 * The items to draw: as near to `top` as the selected one allows to stay in view. `page`: how many fit.
 * Only these are ever turned into text, so a list of thousands costs as much as a short one.
 */
export function listWindow(top: number, selected: number, page: number, total: number): ListWindow {
  const size = Math.max(1, page);
  const last = Math.max(0, total - size);
  let from = Math.min(Math.max(0, top), last);
  if (selected >= 0 && selected < from) from = selected;
  if (selected >= from + size) from = selected - size + 1;
  return { top: from, end: Math.min(total, from + size) };
}
