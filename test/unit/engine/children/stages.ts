/* Changes the stage without end, as operators do: to be killed at any moment. Prints a line when it begins. */
import { openRollout } from '../support/rollout.ts';

const { rollout, flags } = await openRollout(process.argv[2]!);
const act = { who: 'test', why: 'again' };
process.stdout.write('ready\n');
for (;;) {
  if (rollout.state.sub.kind === 'rolled_back')
    await rollout.act({ type: 'retry', at: Date.now(), stage: 'canary', ...act });
  else if (rollout.state.stage === 'disabled') await rollout.setStage('canary', flags.state().revision, act);
  await rollout.setStage('beta', flags.state().revision, act);
  await rollout.rollBack(act);
}
