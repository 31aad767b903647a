import { CutoverError } from '../../core/errors.ts';
import type { Expectation, Frame } from '../../core/frame.ts';
import { holdsAt, type Judgement, type StateLabel } from '../../core/judgement.ts';
import { stripControls } from '../../core/text.ts';
import { findFlags, type LabelsProblem, openLabelsFile, writeRecording } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { print, printJson } from '../output.ts';

interface LabelsOptions {
  flags?: string;
  json?: boolean;
}

/** `cutover labels`: what operators have said of differences and screens, as it counts now. */
export async function labelsList(options: LabelsOptions): Promise<void> {
  const labels = await openLabelsFile(findFlags(options.flags, process.env));
  const { judgements, labels: screens } = labels.standing();
  if (options.json === true) {
    const { path, problems } = labels;
    printJson({ v: 1, path, judgements: [...judgements.values()], labels: screens, problems });
    return;
  }
  const rows = [...[...judgements.values()].map(judgementRow), ...screens.map(labelRow)];
  if (rows.length === 0) print(`${labels.path}: nothing is judged or labelled`);
  else print(...columns([['WHEN', 'WHO', 'WHAT', 'SAID', 'WHY'], ...rows]));
  tell(labels.problems);
}

/** `cutover labels export FILE`: the labelled screens as a recording, to be scored by `cutover replay --score`. */
export async function labelsExport(file: string, options: LabelsOptions): Promise<void> {
  const labels = await openLabelsFile(findFlags(options.flags, process.env));
  const { labels: screens } = labels.standing();
  tell(labels.problems);
  if (screens.length === 0) {
    throw new CutoverError(
      'no_labels',
      `${labels.path} has no labelled screens`,
      'label one in the cockpit: open an agent and press l',
    );
  }
  await writeRecording(file, screens.map(caseOf));
  print(`${file}: ${screens.length} ${screens.length === 1 ? 'case' : 'cases'}`);
}

/** Each labelled screen is a case of its own, named by when and where it was labelled. */
function caseOf({ id, at, who, why, frame }: StateLabel): Frame {
  const stamp = new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const note = `labelled by ${who}${why === '' ? '' : `; ${why}`}`;
  return { ...frame, case: `label-${stamp}-${id.slice(0, 8)}`, note };
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;

function judgementRow(judgement: Judgement): string[] {
  const { at, who, signature, verdict, until, why } = judgement;
  const over = holdsAt(judgement, Date.now()) ? '' : ' (over)';
  const said = until === null ? verdict.replace('_', ' ') : `ignored until ${time(until)}${over}`;
  return [time(at), who, signature, said, why].map(stripControls);
}

function labelRow({ at, who, frame, why }: StateLabel): string[] {
  return [time(at), who, `screen of ${frame.target}`, expectationText(frame.expect), why].map(stripControls);
}

function expectationText({ state, detail }: Expectation): string {
  const states = [state].flat().map((one) => one ?? 'not an agent');
  return typeof detail === 'string' ? `${states.join(' or ')}: ${detail}` : states.join(' or ');
}

/** Broken lines are told, and change nothing: what can be read counts. */
function tell(problems: readonly LabelsProblem[]): void {
  for (const { path, line, message } of problems) {
    const place = line === null ? path : `${path}:${line}`;
    process.stderr.write(`cutover: ${stripControls(`${place}: ${message}`)}\n`);
  }
}
