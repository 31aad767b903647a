import { erased, typed } from './form.ts';
import type { UiState } from './store.ts';
import { filterOf, withFilter } from './tables.ts';

const LONGEST_QUERY = 60;

/** Another query lists other commands: the first of them is chosen. */
function withQuery(state: UiState, query: string): UiState {
  return { ...state, overlay: { kind: 'palette', query: query.slice(0, LONGEST_QUERY), choice: 0 } };
}

/** Text typed into whatever takes text. */
export function type(state: UiState, text: string): UiState {
  const { overlay } = state;
  if (overlay?.kind === 'palette') return withQuery(state, overlay.query + text);
  if (overlay !== null && 'form' in overlay)
    return overlay.busy ? state : { ...state, overlay: { ...overlay, form: typed(overlay.form, text) } };
  return state.typing ? withFilter(state, filterOf(state) + text) : state;
}

export function erase(state: UiState): UiState {
  const { overlay } = state;
  if (overlay?.kind === 'palette') return withQuery(state, [...overlay.query].slice(0, -1).join(''));
  if (overlay !== null && 'form' in overlay)
    return overlay.busy ? state : { ...state, overlay: { ...overlay, form: erased(overlay.form) } };
  return withFilter(state, [...filterOf(state)].slice(0, -1).join(''));
}
