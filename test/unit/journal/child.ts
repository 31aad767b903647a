// A process that writes a journal or claims the rollout until it is killed (`write FILE`, `claim LOCK`), or that writes
// more than it may (`fill FILE`).
import { claimController } from '../../../src/journal/controller.ts';
import { openJournal } from '../../../src/journal/journal.ts';

const [what, path = ''] = process.argv.slice(2);

if (what === 'write') {
  const journal = openJournal(path, { now: Date.now });
  const before = journal.state()?.state as { inputs: number } | undefined;
  let inputs = before?.inputs ?? 0;
  process.stdout.write('ready\n');
  for (;;) {
    const intent = journal.record('intent', Date.now(), { inputs });
    for (let i = 0; i < 1 + (inputs % 7); i++) {
      journal.health({ kind: 'comparison', at: Date.now(), compared: ++inputs, differing: 0 });
    }
    journal.saveState(Date.now(), { inputs });
    if (!journal.flush()) throw new Error(journal.problem());
    if (inputs % 3 === 0) journal.record('commit', Date.now(), { intent: intent?.id });
  }
}

if (what === 'claim') {
  // Told to by a line, so that several can be told at the same moment.
  process.stdout.write('ready\n');
  process.stdin.once('data', () => {
    const claim = claimController(path, { pid: process.pid, startedAt: 1234 });
    process.stdout.write(claim === null ? 'refused\n' : 'owner\n');
    // Kept alive by its input; a claim that nothing refers to any more must hold too.
    process.stdin.resume();
  });
}

if (what === 'fill') {
  const journal = openJournal(path, { now: Date.now });
  process.stdout.write('ready\n');
  let failures = 0;
  for (let i = 0; failures < 50; i++) {
    journal.event({
      id: i,
      at: Date.now(),
      level: 'info',
      glyph: '·',
      text: 'x'.repeat(1000),
      agentId: null,
    });
    journal.record('act', Date.now(), { i });
    if (!journal.flush()) failures++;
  }
  process.stdout.write(`${journal.problem()}\n`);
  process.exit();
}
