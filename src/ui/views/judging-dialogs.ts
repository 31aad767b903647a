import { formatClock } from '../../core/format.ts';
import { cell, foreign, type Line, tone, wrap } from '../cells.ts';
import { IGNORE_SPANS, LABELS } from '../choices.ts';
import { keySays } from '../key-words.ts';
import { dialogRows, type Size } from '../layout/areas.ts';
import { listWindow } from '../layout/window.ts';
import type { Overlay } from '../overlay.ts';
import type { Dialog } from './dialog-parts.ts';
import type { Scene } from './scene.ts';
import { choiceText, clockMinutes, dayText, signatureText } from './words.ts';

const WIDTH = 56;
const INNER = WIDTH - 4;
const INDENT = 9;
/** Width of a rule's name, where the reason stands beside it. */
const RULE = 36;

type Explained = Extract<Overlay, { kind: 'explain' }>['explanation'];

const item = (text: string, on: boolean): Line => [
  tone('accent', on ? ' ▸ ' : '   '),
  tone(on ? 'strong' : 'plain', text),
];

/** For how long a signature is ignored, and until when that is. */
export function ignoreDialog(overlay: Extract<Overlay, { kind: 'ignore' }>, scene: Scene): Dialog {
  const row = scene.snapshot.signatures.find((one) => one.signature === overlay.signature);
  const words = row === undefined ? foreign(overlay.signature) : signatureText(row);
  const undo = keySays(scene.bindings, 'judge.undo', 'takes it back.');
  return {
    title: 'Ignore until',
    width: WIDTH,
    body: [
      ...wrap(words, INNER).map((text): Line => [text]),
      [],
      ...IGNORE_SPANS.map(({ label, ms }, i): Line => {
        const until = scene.now + ms;
        return [
          ...item(label.padEnd(9), i === overlay.choice),
          tone('dim', `until ${dayText(until)} ${clockMinutes(until)}`),
        ];
      }),
      [],
      overlay.busy ? [tone('dim', 'Writing…')] : [tone('dim', `Then it is a question again. ${undo}`)],
    ],
  };
}

/** Choices in view at once: the dialog has two lines besides. */
export function labelPage(size: Size): number {
  return Math.min(LABELS.length, dialogRows(size) - 3);
}

/** What the screen behind the dialog really shows. */
export function labelDialog(overlay: Extract<Overlay, { kind: 'label' }>, scene: Scene): Dialog {
  const row = scene.snapshot.rows.find((one) => one.id === overlay.id);
  const page = labelPage(scene.size);
  const { top, end } = listWindow(0, overlay.choice, page, LABELS.length);
  const said = row?.modular ?? null;
  const below = LABELS.length - end;
  return {
    title: `What ${foreign(row?.target ?? overlay.id)} really shows`,
    width: WIDTH,
    body: [
      [
        tone('dim', `screen of ${formatClock(overlay.capturedAt)} · modular says `),
        said === null ? 'no agent' : choiceText(said),
      ],
      [],
      ...LABELS.slice(top, end).map((choice, i) => item(choiceText(choice), top + i === overlay.choice)),
      ...(overlay.busy ? [[tone('dim', 'Writing…')] as Line] : []),
    ],
    foot: below > 0 ? [tone('dim', `${below} more ↓`)] : undefined,
  };
}

function explainWidth(size: Size): number {
  return Math.min(100, size.columns - 4);
}

/** All lines of an explanation. */
export function explainLines(overlay: Extract<Overlay, { kind: 'explain' }>, scene: Scene): Line[] {
  const { explanation } = overlay;
  if (explanation === null) return [[tone('dim', 'Asking…')], []];
  const width = explainWidth(scene.size) - 4;
  const fact = (label: string, text: string): Line[] =>
    wrap(foreign(text), width - INDENT).map((part, i) => [
      tone('dim', (i === 0 ? label : '').padEnd(INDENT)),
      part,
    ]);
  const { agent, chosen, candidates, lines, at } = explanation;
  const said = scene.snapshot.rows.find((row) => row.id === scene.state.agent?.id)?.modular ?? null;
  const held = said !== null && (said.state !== chosen?.state || said.detail !== chosen.detail);
  const region = chosen?.region.replaceAll('_', ' ') ?? '';
  return [
    ...fact('agent', agent === null ? 'none is found in this frame' : `${agent.kind}, by its ${agent.by}`),
    ...fact('frame', `of ${formatClock(at)}, judged by itself, without what was before`),
    ...fact('state', chosen === null ? 'no rule fired' : choiceText(chosen)),
    // What was before may hold a state for a moment: a viewer, a turn that seems to have ended.
    ...(held ? fact('but says', [choiceText(said), ...said.notes].join(', ')) : []),
    ...(chosen === null
      ? []
      : [
          ...fact('rule', chosen.rule),
          ...fact('where', chosen.line === null ? region : `line ${chosen.line + 1} of ${lines}, ${region}`),
          ...(chosen.text === '' ? [] : fact('text', chosen.text.replace(/ {2,}/g, ' '))),
        ]),
    [],
    [
      tone(
        'strong',
        candidates.length === 0 ? 'No other rule was asked.' : 'The other rules, as they were asked',
      ),
    ],
    ...candidates.flatMap((candidate) => candidateLines(candidate, width)),
  ];
}

/** A rule and why it lost: side by side where there is room. */
function candidateLines(
  { rule, matched, why }: NonNullable<Explained>['candidates'][number],
  width: number,
): Line[] {
  const mark = tone(matched ? 'warn' : 'dim', matched ? '✓ ' : '· ');
  if (width < 80) {
    const below = wrap(foreign(why), width - 4).map((part): Line => [tone('dim', `    ${part}`)]);
    return [[mark, foreign(rule)], ...below];
  }
  return wrap(foreign(why), width - RULE - 3).map(
    (part, i): Line => [
      i === 0 ? mark : '  ',
      `${cell(i === 0 ? foreign(rule) : '', RULE)} `,
      tone('dim', part),
    ],
  );
}

/** Why modular says what it says, over the screen it is about. */
export function explainDialog(overlay: Extract<Overlay, { kind: 'explain' }>, scene: Scene): Dialog {
  const all = explainLines(overlay, scene);
  const page = dialogRows(scene.size);
  const top = Math.max(0, Math.min(overlay.scroll, all.length - page));
  const below = all.length - top - page;
  const target = overlay.explanation?.target ?? '';
  return {
    title: `Why modular says so of ${foreign(target)}`.trimEnd(),
    width: explainWidth(scene.size),
    body: all.slice(top, top + page),
    foot: below > 0 ? [tone('dim', `${below} more ↓`)] : undefined,
  };
}
