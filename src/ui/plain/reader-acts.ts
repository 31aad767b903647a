import { formatDuration } from '../../core/format.ts';
import type { JudgementVerdict, Ruling } from '../../core/judgement.ts';
import { STAGES, type Stage } from '../../core/stage.ts';
import { foreign } from '../cells.ts';
import { signatureText } from '../views/words.ts';
import { agentSentence, agentText } from './agent.ts';
import type { Desk } from './desk.ts';
import { exampleText } from './example.ts';
import { plainScene } from './scene.ts';
import { sentence } from './text.ts';
import { pastOf, plainText } from './views.ts';

const DAY_MS = 86_400_000;

/** The item of a list that was named by its number; null: none was. */
function picked<T>(items: readonly T[], answer: string): T | null {
  const number = Number(answer);
  return answer !== '' && Number.isInteger(number) ? (items[number - 1] ?? null) : null;
}

/** Lists the agents by number and reads the one that is chosen. */
export async function readAgent(desk: Desk): Promise<void> {
  const snapshot = desk.client.snapshot();
  const { rows } = plainScene(snapshot, desk.now(), desk.text.width).lists;
  if (rows.length === 0) {
    desk.say(...plainText('agents', snapshot, desk.now(), desk.text));
    return;
  }
  desk.say(...rows.map((row, i) => `${i + 1} ${agentSentence(row, snapshot, desk.now())}`));
  const row = picked(rows, await desk.ask('Number of an agent to be read in full, or Enter: '));
  if (row === null) return;
  const detail = await desk.client.agentDetail(row.id);
  desk.say(...agentText(row, detail, desk.client.snapshot(), desk.now(), desk.text));
}

const VERDICTS: Record<string, JudgementVerdict> = {
  m: 'modular_right',
  g: 'legacy_right',
  b: 'both_wrong',
  i: 'ignored',
};

/** Lists the differences, reads the newest example of the one that is chosen, and records who is right. */
export async function judgeDifference(desk: Desk): Promise<void> {
  const snapshot = desk.client.snapshot();
  const { signatures } = plainScene(snapshot, desk.now(), desk.text.width).lists;
  desk.say(...plainText('differences', snapshot, desk.now(), desk.text));
  if (signatures.length === 0) return;
  const row = picked(signatures, await desk.ask('Number of a signature, or Enter: '));
  if (row === null) return;
  const [example] = (await desk.client.signatureDetail(row.signature)).examples;
  desk.say(signatureText(row), ...(example === undefined ? ['No example is kept of it.'] : []));
  if (example !== undefined) desk.say(...exampleText(example, row, snapshot, desk.now(), desk.text));
  if (desk.readOnly) return;
  const answer = await desk.ask(
    'm modular is right, g legacy is right, b both are wrong, i ignore for a day, u undo, or Enter: ',
  );
  const act = {
    who: desk.who,
    why: example === undefined ? 'no example in view' : `read: ${example.target}`,
  };
  if (answer === 'u') {
    await desk.client.undoJudgement(row.signature, act);
    desk.say('The judgement is taken back.');
    return;
  }
  const verdict = VERDICTS[answer];
  if (verdict === undefined) return;
  const ruling: Ruling =
    verdict === 'ignored' ? { verdict, until: desk.now() + DAY_MS } : { verdict, until: null };
  await desk.client.judge(row.signature, ruling, act);
  desk.say(`Recorded: ${verdict.replace('_', ' ')}, for ${signatureText(row)}.`);
}

/** Shows what the chosen stage would write, and writes it when that is confirmed. */
export async function changeStage(desk: Desk): Promise<void> {
  const snapshot = desk.client.snapshot();
  const past = await pastOf('stage', desk.client);
  desk.say(...plainText('stage', snapshot, desk.now(), desk.text, past));
  if (desk.readOnly) return;
  const { current } = snapshot.stage;
  desk.say('', ...STAGES.map((stage, i) => `${i + 1} ${stage}${stage === current ? ', now' : ''}`));
  const stage = picked(STAGES, await desk.ask('Number of the stage to be written, or Enter: '));
  if (stage === null || stage === current) return;
  if (stage === 'disabled') await rollBack(desk);
  else if (snapshot.rollout.sub.kind === 'rolled_back')
    desk.say(`It is rolled back: begin again by \`cutover retry ${stage} --why …\`.`);
  else await writeStage(desk, stage);
}

async function writeStage(desk: Desk, stage: Stage): Promise<void> {
  const preview = await desk.client.previewStage(stage);
  const changed = preview.diff.filter(({ kind }) => kind !== 'same');
  desk.say(`This writes ${foreign(preview.path)}:`);
  desk.say(...changed.map(({ kind, text }) => `  ${kind === 'added' ? 'new' : 'old'} ${foreign(text)}`));
  desk.say(...preview.warnings.flatMap((warning) => sentence(`! ${foreign(warning)}`, desk.text)));
  const why = await desk.ask('A reason, for the record: ');
  const word = stage === 'legacy_disabled' ? stage : 'y';
  if ((await desk.ask(`Type ${word} to write ${stage}: `)) !== word) {
    desk.say('Nothing was written.');
    return;
  }
  const written = await desk.client.setStage(stage, preview.revision, { who: desk.who, why });
  desk.say(proofText(stage, written));
}

function proofText(
  stage: Stage,
  { writtenMs, readBackMs }: { writtenMs: number; readBackMs: number },
): string {
  return `${stage} is written in ${formatDuration(writtenMs)} and read back in ${formatDuration(readBackMs)}.`;
}

/** Rolls back after one more key; the first cycle that legacy serves is told when it has come. */
export async function rollBack(desk: Desk): Promise<void> {
  if (desk.readOnly) {
    desk.say('Read-only: nothing can be changed here. `cutover rollback --why …` works everywhere.');
    return;
  }
  const { current, percentage } = desk.client.snapshot().stage;
  desk.say(`Roll back: ${current} ${percentage} % → disabled 0 %. From the next cycle on legacy serves.`);
  if ((await desk.ask('Type y to roll back now: ')) !== 'y') {
    desk.say('Not rolled back.');
    return;
  }
  const written = await desk.client.rollBack({ who: desk.who, why: 'rollback key' });
  desk.say(proofText('disabled', written), ...(written.notes ?? []).map(foreign));
}
