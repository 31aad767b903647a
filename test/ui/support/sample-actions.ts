import {
  type ActionEnd,
  type ActionRun,
  type ActionsView,
  noActionsView,
} from '../../../src/core/actions.ts';
import { HOUR, MINUTE, NOW, SECOND } from './sample-agents.ts';

/** A recovery that waits for a prompt. */
export const RUN: ActionRun = {
  kind: 'recover_pm',
  by: 'modular',
  session: 'shop',
  target: 'shop:2.0',
  why: 'shop:2.0 (pm) is gone',
  id: 812,
  since: NOW - 12 * SECOND,
  step: 'waits for the prompt of shop:5.0',
  tries: { now: 1, most: 3 },
  paneId: '%31',
};

/** A recovery that has brought the PM of the sample back three minutes ago. */
export const RECOVERED: ActionEnd = {
  kind: 'recover_pm',
  by: 'modular',
  session: 'shop',
  target: 'shop:2.0',
  why: 'shop:2.0 (pm) is gone',
  id: 790,
  at: NOW - 3 * MINUTE - 10 * SECOND,
  ms: 14_200,
  result: 'done',
  text: 'recovered in 14 s: shop:2.0',
  tries: 1,
  paneId: '%31',
};

/** Recovery is switched on, the rest is only observed; both monitors have wanted things. */
export function actingView(over: Partial<ActionsView> = {}): ActionsView {
  const { modes, monitors } = noActionsView(NOW);
  const { legacy, modular } = monitors;
  const held = 'only observed: the switch is off';
  return {
    modes: { ...modes, recover_pm: 'act' },
    problem: '',
    since: NOW - 26 * HOUR,
    wishes: [
      {
        ...{ kind: 'kill_window', by: 'legacy', session: 'docs', target: 'docs:2', why: 'Writer crashed' },
        since: NOW - MINUTE,
        held,
      },
      {
        ...{ kind: 'notify_pm', by: 'modular', session: 'shop', target: 'shop:2.0' },
        ...{ why: 'shop:1.0 (developer) waits: plan', since: NOW - 12 * SECOND, held },
      },
    ],
    running: [],
    recent: [RECOVERED],
    monitors: {
      legacy: {
        ...legacy,
        wanted: { ...legacy.wanted, recover_pm: 2, notify_pm: 12, kill_window: 5 },
        recovery: { ...legacy.recovery, falseAlarms: 1, missed: 1 },
      },
      modular: {
        wanted: { ...modular.wanted, recover_pm: 3, notify_pm: 4, submit_message: 1 },
        executed: { ...modular.executed, recover_pm: 3 },
        recovery: { ...modular.recovery, succeeded: 3, p50Ms: 14_200 },
      },
    },
    ...over,
  };
}
