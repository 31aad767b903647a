import type { AgentId } from '../core/agent.ts';
import { messageOf } from '../core/errors.ts';
import type { Deck } from './deck.ts';
import { goalOf } from './event-goal.ts';
import { cursorIndex } from './store.ts';
import { agentOf } from './teams.ts';

/** The agent that is meant: the open one, or the one under the cursor; of a session its PM. */
export function meant(deck: Deck): { id: AgentId; paneId: string; target: string } | undefined {
  const { state, lists, snapshot } = deck.scene();
  const { live, agent, focus } = state;
  if (live !== null) return live;
  if (agent !== null) return snapshot.rows.find(({ id }) => id === agent.id);
  if (focus === 'agents')
    return agentOf(lists.items[cursorIndex(state.cursors.agents, lists.keys.agents)]) ?? undefined;
  const index =
    focus === 'differences' || focus === 'events' ? cursorIndex(state.cursors[focus], lists.keys[focus]) : -1;
  const event = focus === 'events' ? lists.events[index] : undefined;
  const goal = event === undefined ? null : goalOf(event, snapshot.rows);
  const id = goal?.kind === 'agent' ? goal.id : lists.differences[index]?.agentId;
  return snapshot.rows.find((row) => row.id === id);
}

/**
 * Takes the operator's tmux to the pane of the agent. A popup closes with it; a cockpit in a window stays. Outside of tmux
 * the terminal is given to a client that shows the pane, until that is detached.
 */
export async function goToAgent(deck: Deck): Promise<void> {
  const agent = meant(deck);
  const say = (notice: string) => deck.set({ ...deck.state, notice });
  if (agent === undefined) return say('no agent is selected');
  const go = deck.goTo ?? deck.attach;
  if (go === null) return say('these panes are recorded: there is no tmux to go to');
  try {
    await go(agent.paneId);
    if (deck.goTo === null) say(`back from ${agent.target}`);
    else if (deck.state.popup) deck.quit();
    else say(`your tmux shows ${agent.target}`);
  } catch (error) {
    say(messageOf(error));
  }
}
