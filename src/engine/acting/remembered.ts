/** Names under which the journal remembers what is counted, and what is shown of actions where no engine answers. */
export const COUNTED = 'actions';
export const SHOWN = 'actions_view';
