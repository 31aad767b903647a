import { VERDICTS, type Verdict } from '../../core/check.ts';
import { formatAge, formatHours } from '../../core/format.ts';
import type { RolloutView } from '../../core/rollout.ts';
import type { Stage } from '../../core/stage.ts';
import type { Binding, CommandId } from '../binding.ts';
import { clip, foreign, type Line, lineWidth, textWidth, tone } from '../cells.ts';
import { bar, VERDICT_SIGNS } from '../glyphs.ts';
import { keyOf } from '../key-words.ts';
import type { Tone } from '../theme.ts';
import {
  becauseText,
  byText,
  drillStep,
  freezeText,
  measuredGates,
  momentText,
  nextText,
} from './rollout-words.ts';
import { clockMinutes } from './words.ts';

/** All that the second line of the header tells of. */
export interface Standing {
  rollout: RolloutView;
  stage: { current: Stage; since: number | null };
  /** Verdicts of the health checks: counted until there are gates. */
  verdicts: readonly Verdict[];
  now: number;
  /** The keys that help are named: none in a read-only cockpit. */
  keys: readonly Binding[];
}

/** A part of the line, from its longest form to its shortest; an empty one is left out. */
type Forms = readonly Line[];

/** What comes next, or what stands in its way: words that may be cut, and a key that may not. */
interface Then {
  tone: Tone;
  /** From the longest to the shortest. */
  words: readonly string[];
  key: Line;
}

const LEVELS = 5;
/** Of words that have to be cut at least so much should be left, before other parts become shorter. */
const LEAST_WORDS = 40;

/** How many gates say what: `✓ 6 pass  … 1 inconclusive`. */
export function verdictCounts(verdicts: readonly Verdict[], short: boolean): Line {
  if (verdicts.length === 0) return [tone('dim', 'nothing measured yet')];
  const counts = VERDICTS.flatMap((verdict): Line[] => {
    const n = verdicts.filter((one) => one === verdict).length;
    if (n === 0) return [];
    const { glyph, word, tone: colour } = VERDICT_SIGNS[verdict];
    return [[tone(colour, short ? `${glyph} ${n}` : `${glyph} ${n} ${word}`)]];
  });
  return counts.flatMap((count, i): Line => (i === 0 ? count : ['  ', ...count]));
}

function bakeForms({ rollout, stage, now }: Standing): Forms {
  const { ms, ofMs, running } = rollout.bake;
  if (ofMs === null) {
    if (stage.current === 'disabled' || stage.since === null)
      return [[tone('dim', stage.current === 'disabled' ? 'no rollout is under way' : 'no bake')]];
    const age = formatAge(now - stage.since);
    return [
      [tone('dim', 'in stage '), age, tone('dim', ` since ${momentText(stage.since, now)}`)],
      [tone('dim', 'in stage '), age],
    ];
  }
  const drawn = (width: number): Line[number] => tone(running ? 'accent' : 'dim', bar(ms / ofMs, width, '·'));
  const short: Line = [formatHours(ms), tone('dim', `/${formatHours(ofMs)}`)];
  return [
    [tone('dim', 'bake '), drawn(21), ` ${formatHours(ms)}`, tone('dim', ` of ${formatHours(ofMs)}`)],
    [tone('dim', 'bake '), drawn(11), ' ', ...short],
    [tone('dim', 'bake '), drawn(6), ' ', ...short],
    [tone('dim', 'bake '), ...short],
  ];
}

function gateForms({ rollout, verdicts }: Standing): Forms {
  const counted = rollout.gates.length > 0 ? measuredGates(rollout.gates).map((g) => g.verdict) : verdicts;
  const short = verdictCounts(counted, true);
  return [[tone('dim', 'gates '), ...verdictCounts(counted, false)], short, short, short, []];
}

/** What stands in the way of the next stage, the strongest first; else when it comes. */
function thenOf({ rollout, now, keys }: Standing): Then {
  const { sub, drill, freeze, bake, next } = rollout;
  const key = (command: CommandId, word: string): Line => {
    const name = keyOf(keys, command);
    return name === '' ? [] : ['  ', tone('accent', name), tone('dim', ` ${word}`)];
  };
  if (sub.kind === 'rolled_back') {
    const by = sub.who === 'cutover' ? '' : ` ${byText(sub)}`;
    const words = `rolled back from ${sub.from} ${momentText(sub.at, now)}${by}${becauseText(sub.why)}`;
    return { tone: 'bad', words: [words], key: key('retry.ask', 'retry') };
  }
  if (drill !== null) return { tone: 'warn', words: [`drill: ${drillStep(drill)}`], key: [] };
  if (sub.kind === 'paused')
    return {
      tone: 'warn',
      words: [`paused ${byText(sub)}${becauseText(sub.why)}`],
      key: key('pause.ask', 'resume'),
    };
  if (freeze !== null)
    return {
      tone: 'warn',
      words: [`frozen ${freezeText(freeze, now)}`],
      key: freeze.window === null ? key('freeze.ask', 'unfreeze') : [],
    };
  if (sub.kind === 'awaiting_approval') {
    const name = next === null ? 'the next stage' : next.stage.toUpperCase();
    const words = `${name} waits for an approval`;
    return {
      tone: 'warn',
      words: [`${words} since ${clockMinutes(sub.since)}`, words],
      key: key('approve.ask', 'approve'),
    };
  }
  if (bake.ofMs !== null && !bake.running && bake.why !== '')
    return { tone: 'warn', words: [`bake stands: ${foreign(bake.why)}`], key: [] };
  if (next === null) return { tone: 'dim', words: ['last stage'], key: [] };
  const [long, short] = [nextText(rollout, false), nextText(rollout, true)];
  return {
    tone: 'plain',
    words: [`next ${long}`, `→ ${short}`, `→ ${short.replace(', by itself', '')}`],
    key: [],
  };
}

const formAt = <Form>(forms: readonly Form[], level: number): Form =>
  forms[Math.min(level, forms.length - 1)] as Form;

/**
 * When does it change: bake, gates, and what comes next or stands in its way. In `width` cells: first in full, then each
 * part shorter; what is still too long is cut with `…`, but never the key that helps.
 */
export function rolloutLine(standing: Standing, width: number): Line {
  const then = thenOf(standing);
  const rolledBack = standing.rollout.sub.kind === 'rolled_back';
  const parts: Forms[] = rolledBack ? [] : [bakeForms(standing), gateForms(standing)];
  for (let level = 0; level < LEVELS; level++) {
    const gap = level === 0 ? '    ' : '   ';
    const before = parts
      .map((forms) => formAt(forms, level))
      .filter((line) => line.length > 0)
      .flatMap((line): Line => [...line, gap]);
    const words = formAt(then.words, level);
    const room = width - lineWidth(before) - lineWidth(then.key);
    const enough = Math.min(textWidth(words), level < then.words.length - 1 ? Infinity : LEAST_WORDS);
    if (room >= enough || level === LEVELS - 1)
      return [...before, tone(then.tone, clip(words, room)), ...then.key];
  }
  return [];
}
