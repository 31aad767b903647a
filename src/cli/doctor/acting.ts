import { ACTION_TITLES } from '../../core/action-words.ts';
import { ACTION_KINDS, type ActionKind } from '../../core/actions.ts';
import type { ActionsConfig } from '../../core/actions-config.ts';
import type { Facts } from './facts.ts';
import { type Finding, finder } from './finding.ts';

/** Whether what may be done to agents can be done, and whether somebody hears of it. */
export function acting({ acting: found, rights }: Facts): Finding[] {
  const { ok, warn, fail } = finder('actions', 'actions');
  // What is wrong with the settings is said where they are checked.
  if (found === null) return [];
  const { actions, notices, start } = found;
  const on = switchedOn(actions);
  if (on.length === 0) return [ok('everything is only observed')];
  const findings: Finding[] = [];
  if (on.includes('recover_pm')) {
    if (start !== null && !start.found)
      findings.push(
        fail(
          `${start.program}, which starts a PM, is not found on the PATH`,
          'install it, or name it by its whole path in actions.recoverPm.start',
        ),
      );
    if (!notices.some((rule) => rule.on.some((kind) => kind === 'recovery' || kind === 'alert')))
      findings.push(
        warn(
          'PMs are recovered, and nobody is told of it',
          'add a rule to notices in config.json: { "on": ["recovery", "alert"], "to": "tmux-message" }',
        ),
      );
  }
  if (!rights.folderWritable)
    findings.push(
      fail(
        `nothing is done: ${rights.folder} takes no journal, and without it nothing is`,
        'give this user the right to write in it',
      ),
    );
  if (findings.length > 0) return findings;
  const by = start === null || !on.includes('recover_pm') ? '' : `; ${start.program} starts a PM`;
  return [ok(`switched on: ${on.map((kind) => ACTION_TITLES[kind]).join(', ')}${by}`)];
}

function switchedOn({ recoverPm, notifyPm, submitMessage, allowKillWindows }: ActionsConfig): ActionKind[] {
  const on: Record<ActionKind, boolean> = {
    recover_pm: recoverPm.mode === 'act',
    notify_pm: notifyPm.mode === 'act',
    submit_message: submitMessage.mode === 'act',
    kill_window: allowKillWindows,
    kill_pm: allowKillWindows,
  };
  return ACTION_KINDS.filter((kind) => on[kind]);
}
