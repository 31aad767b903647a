import type { RolloutEffect, RolloutEvent, RolloutState } from '../../../src/core/rollout.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { decide } from '../../../src/rollout/decide.ts';
import type { Decision } from '../../../src/rollout/state.ts';
import {
  ANA,
  act,
  checks,
  everySubState,
  INTERVAL,
  input,
  NEXT,
  ripe,
  rolledBack,
  START,
  state,
} from './support.ts';

/** Beta needs an approval here, so that every sub-state can be shown. */
const CONFIG = rolloutConfig({ approvals: ['beta'] });
const APPROVAL = {
  at: START,
  ...ANA,
  stage: 'canary' as const,
  configHash: 'config-1',
  evidenceHash: 'evidence-1',
};

/** One state for each thing that the rollout may be doing. */
function states(): Record<string, RolloutState> {
  const every = everySubState();
  return {
    'disabled, running': state({ stage: 'disabled' }),
    'canary, running': ripe({ looks: [], bake: { ms: 0, lastTickAt: START } }),
    'canary, nothing missing but the approval': every['awaiting approval']!,
    'canary, approved': ripe({ approval: APPROVAL }),
    'canary, paused': ripe({ sub: { kind: 'paused', at: START, ...ANA } }),
    'canary, approved but frozen': ripe({ approval: APPROVAL, freeze: { at: START, ...ANA, until: null } }),
    'canary, beta is being written': every['promotion pending']!,
    'drill: disabled is being written': every['drill, being written']!,
    'drill: waiting for legacy': every['drill, waiting for legacy']!,
    'drill: the stage is being restored': every['drill, being restored']!,
    'production, running': every.production!,
    'rolled back, disabled is being written': act(state(), 'kill').state,
    'rolled back': rolledBack(),
  };
}

const tickWith = (changes: Parameters<typeof input>[0]): RolloutEvent => ({
  type: 'tick',
  at: NEXT,
  input: input(changes),
});
const flags = (stage: 'disabled' | 'canary' | 'beta', share: number): RolloutEvent => ({
  type: 'flags',
  at: NEXT,
  ...ANA,
  stage,
  share,
  killed: null,
});

/** Everything that may happen, by the words of the table. */
const EVENTS: Record<string, RolloutEvent> = {
  'tick, everything passes': tickWith({}),
  'tick, a gate does not pass': tickWith({ checks: checks({ agreement: { verdict: 'inconclusive' } }) }),
  'tick, not measured': tickWith({ agents: 0 }),
  'tick, another modular': tickWith({ monitor: 'rules-2' }),
  'tick, a check fails': tickWith({ checks: checks({ error_rate: { verdict: 'fail', reason: 'x' } }) }),
  'tick, kill switch on': tickWith({ killed: 'TMUX_ORC_ROLLOUT_STAGE=disabled' }),
  'tick after 11 min': { type: 'tick', at: START + 66 * INTERVAL, input: input() },
  'rollback key': { type: 'kill', at: NEXT, ...ANA },
  'file set to disabled': flags('disabled', 0),
  'file set to canary': flags('canary', 5),
  'file set to beta': flags('beta', 50),
  pause: { type: 'pause', at: NEXT, ...ANA },
  resume: { type: 'resume', at: NEXT, ...ANA },
  approve: { type: 'approve', at: NEXT, ...ANA, configHash: 'config-1', evidenceHash: 'evidence-1' },
  freeze: { type: 'freeze', at: NEXT, ...ANA, until: null },
  unfreeze: { type: 'unfreeze', at: NEXT, ...ANA },
  'retry at canary': { type: 'retry', at: NEXT, ...ANA, stage: 'canary' },
  drill: { type: 'drill', at: NEXT, ...ANA },
  'legacy has served': { type: 'served', at: NEXT, monitor: 'legacy', tickAt: NEXT },
  'written and read back': { type: 'written', at: NEXT },
  'not written': { type: 'write_failed', at: NEXT, movedOn: false, message: 'disk full' },
  'not written, file changed': { type: 'write_failed', at: NEXT, movedOn: true, message: 'changed' },
  restart: { type: 'restart', at: NEXT },
};

/** What a state is, in the words of the table. */
function inWords({ stage, sub, drill, pending, freeze, approval }: RolloutState): string {
  const words =
    drill === null
      ? [stage, sub.kind.replaceAll('_', ' ')]
      : [`drill in ${drill.stage}: ${drill.step.replaceAll('_', ' ')}`];
  if (drill !== null && sub.kind !== 'running') words.push(sub.kind);
  if (freeze !== null) words.push('frozen');
  if (approval !== null) words.push('approved');
  if (pending !== null && pending.kind !== 'drill' && pending.kind !== 'restore')
    words.push(`${pending.kind} to ${pending.to} pending`);
  return words.join(', ');
}

function effectWords(effect: RolloutEffect): string[] {
  if (effect.kind === 'write') return [`**write ${effect.write.to}**`];
  if (effect.kind === 'reset_evidence') return ['evidence anew'];
  return effect.kind === 'drill_ended' ? [`drill ${effect.result.passed ? 'passed' : 'failed'}`] : [];
}

function row(event: string, before: RolloutState, { state: after, effects }: Decision): string {
  const done = effects.flatMap(effectWords);
  if (done.length === 0 && effects.length > 0) done.push('told');
  const to = inWords(after) === inWords(before) ? '=' : inWords(after);
  return `| ${event} | ${to} | ${done.join(', ')} |`;
}

/** Whether an event has done anything but move the bake clock. */
function matters(before: RolloutState, { state: after, effects }: Decision): boolean {
  return effects.length > 0 || inWords(after) !== inWords(before);
}

/** The table of transitions, as Markdown, made by asking the code. */
export function transitions(): string {
  return Object.entries(states())
    .map(([name, before]) => {
      const answers = Object.entries(EVENTS).map(
        ([event, happened]) => [event, decide(before, happened, CONFIG)] as const,
      );
      const rows = answers.filter(([, d]) => matters(before, d)).map(([event, d]) => row(event, before, d));
      const refused = answers.filter(([, d]) => d.refusal !== null).map(([event]) => event);
      const idle = answers
        .filter(([, d]) => d.refusal === null && !matters(before, d))
        .map(([event]) => event);
      return [
        `### ${name[0]!.toUpperCase()}${name.slice(1)}`,
        '',
        '| event | then | does |',
        '| --- | --- | --- |',
        ...rows,
        '',
        `Refused, with what to do instead: ${refused.join('; ') || 'nothing'}.  `,
        `Without effect: ${idle.join('; ') || 'nothing'}.`,
      ].join('\n');
    })
    .join('\n\n');
}
