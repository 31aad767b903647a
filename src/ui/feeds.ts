import type { AgentId } from '../core/agent.ts';
import type { AgentDetail, EngineClient } from '../core/client.ts';
import type { SignatureDetail } from '../core/examples.ts';
import { Feed } from './feed.ts';
import type { Lists } from './selectors.ts';
import { cursorIndex, type HistoryState, type UiStore, viewOf } from './store.ts';

/** The detail of the agent that is open. While its screen is being labelled it stays as the operator saw it. */
export function agentFeed(client: EngineClient, store: UiStore): Feed<AgentId, AgentDetail> {
  return new Feed({
    wanted() {
      const { agent, overlay } = store.getState();
      return overlay?.kind === 'label' ? null : (agent?.id ?? null);
    },
    ask: (id) => client.agentDetail(id),
    take(_, detail, problem) {
      const { agent } = store.getState();
      if (agent === null) return;
      store.setState({ agent: { ...agent, ...(detail !== null && { detail }), problem } });
    },
  });
}

/** Health over time is asked for again after this, in ms: a point of an hour is a minute wide. */
const HISTORY_EVERY_MS = 10_000;

/** Health over time, or the stages so far, while the area that shows them has the focus. `now`: ms since the epoch. */
export function historyFeed(
  client: EngineClient,
  store: UiStore,
  now: () => number,
): Feed<string, Partial<HistoryState>> {
  return new Feed({
    wanted() {
      const state = store.getState();
      const shown = viewOf(state) === 'dashboard' && (state.focus === 'health' || state.focus === 'stage');
      return shown ? `${state.focus} ${state.history.span} ${Math.floor(now() / HISTORY_EVERY_MS)}` : null;
    },
    ask: async (key) =>
      key.startsWith('stage')
        ? { stages: await client.stageHistory() }
        : { health: await client.healthHistory(store.getState().history.span) },
    take(_, answer, problem) {
      const { history } = store.getState();
      store.setState({ history: { ...history, ...answer, problem } });
    },
  });
}

/** The examples of the signature under the cursor, while the differences view is open. */
export function signatureFeed(
  client: EngineClient,
  store: UiStore,
  lists: () => Lists,
): Feed<string, SignatureDetail> {
  return new Feed({
    wanted() {
      const { differences, cursors } = store.getState();
      const { signatures, keys } = lists();
      return differences === null
        ? null
        : (signatures[cursorIndex(cursors.signatures, keys.signatures)]?.signature ?? null);
    },
    ask: (signature) => client.signatureDetail(signature),
    take(signature, detail, problem) {
      const { differences, cursors } = store.getState();
      if (differences === null) return;
      // From now on the cursor goes by what is shown: a new signature above it must not come under the operator's key.
      const { signatures: cursor } = cursors;
      const held = { ...cursor, key: cursor.key ?? signature };
      store.setState({
        cursors: { ...cursors, signatures: held },
        differences: { ...differences, ...(detail !== null && { detail }), problem },
      });
    },
  });
}
