import { formatHours } from '../core/format.ts';
import type { Gate, Outcome, PendingWrite, RolloutEffect, RolloutState, TickInput } from '../core/rollout.ts';
import { nextStage } from '../core/stage.ts';
import { alertsAfter } from './alerts.ts';
import { approvalVoid } from './approval.ts';
import { bakeAfter } from './bake.ts';
import type { RolloutConfig } from './config.ts';
import { drillTick, drillWords } from './drill.ts';
import { freezeAt } from './freeze.ts';
import { gates, opens } from './gates.ts';
import { dwellOf, takeLook } from './looks.ts';
import { errorRunsAfter, failing, ownProblems, unmeasured } from './own-health.ts';
import { atStake, brokenBy, isRollingBack, killed, rollBack, rollBackAgain } from './rollback.ts';
import { askFor, by, type Decision, decided, ITSELF, isLive, tell } from './state.ts';

/** One tick, in the order of ROLLOUT.md §3 and in every sub-state the same. */
export function tick(before: RolloutState, at: number, input: TickInput, config: RolloutConfig): Decision {
  const counted = { ...before, errorRuns: errorRunsAfter(before.errorRuns, input.checks) };
  const { alerts, told } = alertsAfter(counted, input, config);
  const state = { ...counted, alerts };
  const back = rollsBack(state, at, input);
  if (back !== null) {
    const bake = { ms: back.state.bake.ms, lastTickAt: at };
    // The write comes first: nothing stands between a breach and what is done about it.
    return { ...back, state: { ...back.state, bake }, effects: [...back.effects, ...told] };
  }
  const known = knownMonitor(state, at, input);
  const baked = { ...known.state, bake: bakeAfter(known.state, input, at, config) };
  const kept = expire(baked, at, input);
  const went =
    known.outcome === null ? goesOn(kept.state, at, input, config) : hold(kept.state, known.outcome);
  return { ...went, effects: [...told, ...known.effects, ...kept.effects, ...went.effects] };
}

/** Steps 1 and 2: kill switches and failing checks. Nothing comes before them. */
function rollsBack(state: RolloutState, at: number, input: TickInput): Decision | null {
  if (isRollingBack(state)) {
    const reason = 'disabled is being written';
    const outcome = { action: 'roll_back', step: 'kill', reason, key: 'rolling_back' } as const;
    return decided(state, rollBackAgain(state), outcome);
  }
  if (input.killed !== null && atStake(state))
    return rollBack(state, killed({ at, who: 'kill switch', why: input.killed }));
  const broken = failing(input.checks);
  if (broken.length > 0 && (isLive(state) || state.drill !== null))
    return rollBack(state, brokenBy(broken, at));
  return null;
}

/** Another modular is another candidate: what was gathered says nothing of it. */
function knownMonitor(state: RolloutState, at: number, { monitor }: TickInput): Decision {
  if (state.monitor === monitor) return decided(state);
  if (state.monitor === null) return decided({ ...state, monitor });
  const reason = 'modular is another one now: its evidence begins anew';
  return decided(
    { ...state, monitor, bake: { ms: 0, lastTickAt: at }, looks: [], approval: null, errorRuns: {} },
    [{ kind: 'reset_evidence', why: 'modular is another one now' }, tell('warn', reason)],
    { action: 'hold', step: 'own_health', reason, key: 'monitor_changed' },
  );
}

/** What ends by itself: a freeze whose time has come, an approval of something else than there is now. */
function expire(state: RolloutState, at: number, input: TickInput): Decision {
  const effects: RolloutEffect[] = [];
  let { freeze, approval } = state;
  if (freeze?.until != null && at >= freeze.until) {
    effects.push(tell('info', `the freeze by ${freeze.who} has ended`));
    freeze = null;
  }
  const voided = approval === null ? null : approvalVoid(approval, state, input);
  if (approval !== null && voided !== null && state.drill === null) {
    effects.push(tell('warn', `the approval by ${approval.who} holds no more: ${voided}`));
    approval = null;
  }
  return decided({ ...state, freeze, approval }, effects);
}

function hold(state: RolloutState, outcome: Outcome, effects: RolloutEffect[] = []): Decision {
  const sub = state.sub.kind === 'awaiting_approval' ? ({ kind: 'running' } as const) : state.sub;
  return decided({ ...state, sub }, effects, outcome);
}

const holds = (step: Outcome['step'], reason: string, key: string): Outcome => ({
  action: 'hold',
  step,
  reason,
  key,
});

/** Step 3, what makes the bake clock stand at step 4, and the stages that nothing follows by itself. */
function goesOn(state: RolloutState, at: number, input: TickInput, config: RolloutConfig): Decision {
  const { sub, drill, stage, pending } = state;
  if (drill !== null) {
    const next = drillTick(state, drill, at, config);
    const words = drillWords(next.state.drill ?? drill);
    return { ...next, outcome: holds('bake', words, `drill:${next.state.drill?.step}`) };
  }
  if (sub.kind === 'rolled_back')
    return decided(state, [], holds('bake', `rolled back from ${sub.from}, ${by(sub)}`, 'rolled_back'));
  const own = ownProblems(state, input);
  if (own.length > 0) {
    const key = `own:${own.map(({ name }) => name).join(',')}`;
    return hold(state, holds('own_health', own.map(({ words }) => words).join('; '), key));
  }
  const broken = unmeasured(state.errorRuns, input.checks, config.mostUnmeasured).filter(
    ({ dryRun }) => dryRun !== true,
  );
  if (broken.length > 0) {
    const words = broken.map(({ label, reason }) => `${label} cannot be measured: ${reason}`).join('; ');
    return hold(state, holds('own_health', words, `unmeasured:${broken.map(({ id }) => id).join(',')}`));
  }
  if (sub.kind === 'paused') return decided(state, [], holds('bake', `paused by ${by(sub)}`, 'paused'));
  if (pending !== null) {
    const reason = `${pending.to} is being written`;
    return decided(state, [], holds('advance', reason, `pending:${pending.to}`));
  }
  if (dwellOf(stage, config) === null) {
    const next = nextStage(stage);
    const reason = next === null ? 'no stage follows' : `${next} is the operator's to begin`;
    return decided(state, [], { action: 'none', step: 'advance', reason, key: `operator:${stage}` });
  }
  return evidence(state, at, input, config);
}

/** Step 5: the look that is due, and the gates that the evidence has to pass. */
function evidence(before: RolloutState, at: number, input: TickInput, config: RolloutConfig): Decision {
  const errorRate = input.checks.find(({ id }) => id === 'error_rate');
  const look = takeLook(before, errorRate, at, config);
  const state = look === null ? before : { ...before, looks: [...before.looks, look] };
  const told =
    look === null
      ? []
      : [
          tell(
            look.passed ? 'good' : 'warn',
            `look ${state.looks.length} at the error rate ${look.passed ? 'passes' : 'fails'}: ${look.shown}`,
          ),
        ];
  const closed = gates(state, input, at, config).filter((gate) => !opens(gate));
  const missing = closed.filter(({ id }) => id !== 'freeze' && id !== 'approval');
  if (missing.length === 0) return may(state, closed, told, at, config);
  const step = missing.some(({ id }) => id === 'bake') ? 'bake' : 'evidence';
  // At the first look's time the bake says it already.
  const said = missing.filter(({ id }) => id !== 'look' || step === 'evidence' || state.looks.length > 0);
  const key = `${step}:${missing.map(({ id, verdict }) => `${id}=${verdict}`).join(',')}`;
  return hold(state, holds(step, said.map(inWords).join('; '), key), told);
}

function inWords({ id, label, shown, missing }: Gate): string {
  if (id === 'bake') return `bake ${shown}`;
  if (id === 'look' && missing.startsWith('no look')) return missing;
  return `${label}: ${missing === '' ? shown : missing}`;
}

/** Steps 6 to 8: everything is proven; a freeze or an approval may still be in the way. */
function may(
  state: RolloutState,
  closed: Gate[],
  told: RolloutEffect[],
  at: number,
  config: RolloutConfig,
): Decision {
  const next = nextStage(state.stage)!;
  const freeze = freezeAt(state.freeze, config.freezeWindows, at);
  if (freeze !== null) {
    const reason =
      freeze.window === null ? `frozen by ${by(freeze)}` : `frozen by the config: ${freeze.window}`;
    return hold(state, holds('freeze', reason, `freeze:${freeze.window ?? ''}`), told);
  }
  if (closed.some(({ id }) => id === 'approval')) {
    const waiting = state.sub.kind === 'awaiting_approval';
    const words = `every gate passes: ${next} waits for an approval`;
    return decided(
      waiting ? state : { ...state, sub: { kind: 'awaiting_approval', since: at } },
      waiting ? told : [...told, tell('warn', words, '◆')],
      holds('approval', words, 'approval'),
    );
  }
  const approved = state.approval === null ? '' : `, approved by ${state.approval.who}`;
  const why = `every gate passes after ${formatHours(state.bake.ms)} of bake${approved}`;
  const write: PendingWrite = { kind: 'promotion', from: state.stage, to: next, at, who: ITSELF, why };
  const asked = askFor(state, write);
  const outcome = { action: 'advance', step: 'advance', reason: why, key: `advance:${next}` } as const;
  return decided(asked.state, [...told, asked.ask], outcome);
}
