import type { AgentState, StateDetail } from '../core/agent.ts';
import type { Observation } from '../core/report.ts';
import { isLegacyAgentWindow } from '../detect/legacy/names.ts';
import type { Crossing } from './crossing.ts';

/** A state as operators read it: `waiting: plan`. */
export function stateWords(state: AgentState, detail: StateDetail | null): string {
  return detail === null ? state : `${state}: ${detail}`;
}

/** What each of legacy's rules rests on. */
const LEGACY_GROUNDS: Readonly<Record<string, string>> = {
  'legacy.no-ui.error': 'no box drawing in view',
  'legacy.no-ui.crashed': 'no box drawing in view, and a line that ends like a shell prompt',
  'legacy.fresh': 'the first prompt in view looks untouched',
  'legacy.unsubmitted': 'text in the last prompt box in view',
  'legacy.active.change': 'the screen changed between the captures',
  'legacy.active.words': 'a word of work in view',
  'legacy.idle': 'no change between the captures',
  'legacy.rate-limit': 'legacy sleeps because of a usage limit, whatever this screen shows',
};

/** Why the two differ on the same screen. */
export function logicWords(legacy: Observation, modular: Observation, crossing: Crossing | null): string {
  const { rule } = legacy.evidence;
  const grounds = LEGACY_GROUNDS[rule] ?? `legacy says ${legacy.state} by ${rule}`;
  if (crossing === null) return [grounds, ...withoutFrames(legacy, modular)].join('; ');
  const { legacyOnModular, modularOnLegacy } = crossing;
  const given: string[] = [];
  if (legacyOnModular !== null)
    given.push(`given modular's frame ${says('legacy', legacyOnModular === legacy.state, legacyOnModular)}`);
  if (modularOnLegacy !== null) {
    const modularWords = stateWords(modular.state, modular.detail);
    const onLegacyWords = stateWords(modularOnLegacy.state, modularOnLegacy.detail);
    given.push(`given legacy's ${says('modular', onLegacyWords === modularWords, onLegacyWords)}`);
  }
  return `${grounds}; ${given.join(', ')}`;
}

/** That the time between the two may have made the difference as well. */
function withoutFrames(legacy: Observation, modular: Observation): string[] {
  const without = [
    // Legacy itself goes without frames only where the screen does not matter.
    ...(legacy.frames.length === 0 && !(legacy.evidence.rule in LEGACY_GROUNDS) ? ['legacy'] : []),
    ...(modular.frames.length === 0 ? ['modular'] : []),
  ];
  if (without.length === 0) return [];
  return [`${without.join(' and ')} reported no frames, so timing cannot be told apart`];
}

function says(who: string, still: boolean, what: string): string {
  return `${who} ${still ? 'still ' : ''}says ${what}`;
}

/** That only the time between the two made the difference. */
export function timingWords(legacy: Observation, modular: Observation): string {
  const gap = modular.at - legacy.at;
  const age = gap >= 0 ? 'older' : 'newer';
  return `legacy's captures were ${(Math.abs(gap) / 1000).toFixed(1)} s ${age}; on the same frames the two agree`;
}

/** Why legacy does not look at an agent that modular sees. */
export function unseenByLegacyWords({ agent }: Observation, external: boolean): string {
  if (external) return 'the command in the place of legacy does not name it';
  return isLegacyAgentWindow(agent.windowName)
    ? 'legacy looks only at the active pane of a window'
    : `legacy goes by the window's name, and "${agent.windowName}" is no agent's name to it`;
}

/** Why modular does not take for an agent what legacy does. */
export function unseenByModularWords({ agent, evidence }: Observation, external: boolean): string {
  if (external) return 'the command in the place of modular does not name it';
  if (!evidence.rule.startsWith('legacy.'))
    return `legacy names it by ${evidence.rule}; modular finds none in its pane`;
  return `the window's name "${agent.windowName}" makes it an agent for legacy; modular finds none in its pane`;
}
