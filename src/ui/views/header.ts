import type { AgentState } from '../../core/agent.ts';
import { formatDuration } from '../../core/format.ts';
import { SLOW_READ_MS } from '../../core/tmux.ts';
import { ends, type Line, lineWidth, tone } from '../cells.ts';
import { STAGE_GLYPHS, STATE_SIGNS } from '../glyphs.ts';
import { keyOf } from '../key-words.ts';
import { actingLine } from './acting-line.ts';
import { rolloutLine, type Standing } from './rollout-line.ts';
import type { Scene } from './scene.ts';

/** States worth a place in the header when agents are in them. */
export const COUNTED: readonly AgentState[] = ['waiting', 'rate_limited', 'crashed', 'error'];

/** A part of a header line with the gap before it. */
type Part = { gap: string; line: Line };

/** Puts parts one after the other; from the first on that does not fit, all are left out, none is cut. */
function joined(parts: readonly Part[], width: number): Line {
  const out: Line[number][] = [];
  let used = 0;
  for (const { gap, line } of parts) {
    if (lineWidth(line) === 0) continue;
    const needed = lineWidth(line) + (out.length === 0 ? 0 : gap.length);
    if (used + needed > width) break;
    if (out.length > 0) out.push(gap);
    out.push(...line);
    used += needed;
  }
  return out;
}

function stageName(scene: Scene): Line {
  const { current, percentage } = scene.snapshot.stage;
  const name = `${STAGE_GLYPHS[current]} ${current.toUpperCase()} ${Number(percentage.toFixed(1))}%`;
  return [tone(current === 'disabled' ? 'plain' : 'accent', name)];
}

function authority(scene: Scene, short: boolean): Line {
  const { monitor, changesIn } = scene.snapshot.authority;
  if (changesIn === null) return ['authority ', tone('strong', monitor)];
  const other = monitor === 'legacy' ? 'modular' : 'legacy';
  const cycles = short ? '' : changesIn === 1 ? ' cycle' : ' cycles';
  return ['authority ', tone('strong', monitor), tone('dim', ` → ${other} in ${changesIn}${cycles}`)];
}

function tmuxSign(scene: Scene): Line {
  const { status, readMs } = scene.snapshot.tmux;
  // While it is slow its panes are read less often: the operator sees why.
  if (status === 'ok' && readMs !== null && readMs > SLOW_READ_MS)
    return [tone('warn', `▲ tmux slow ${formatDuration(readMs)}`)];
  if (status === 'ok') return [tone('ok', '✓ tmux')];
  return status === 'connecting' ? [tone('dim', '… tmux')] : [tone('bad', '! tmux')];
}

function firstLine(scene: Scene, width: number, short: boolean): Line {
  const { rows, counts, monitors, tmux } = scene.snapshot;
  const gap = short ? '  ' : '   ';
  const agents: Part[] = [{ gap, line: [`${rows.length} ${rows.length === 1 ? 'agent' : 'agents'}`] }];
  for (const state of COUNTED) {
    const n = counts[state] ?? 0;
    const { glyph, word, tone: colour } = STATE_SIGNS[state];
    if (n > 0)
      agents.push({ gap: '  ', line: [tone(colour, short ? `${glyph} ${n}` : `${glyph} ${n} ${word}`)] });
  }
  const duration = monitors.modular.durationMs;
  const cycle: Part = { gap, line: duration === null ? [] : [tone('dim', formatDuration(duration))] };
  const server: Part = { gap: '  ', line: tmuxSign(scene) };
  const broken = tmux.status !== 'ok' && tmux.status !== 'connecting';
  // What is broken comes before what is merely counted.
  const rest = broken ? [server, ...agents, cycle] : [...agents, cycle, server];
  const start: Part[] = [
    { gap, line: [tone('title', 'cutover')] },
    { gap, line: stageName(scene) },
    { gap, line: scene.readOnly ? [tone('warn', 'read-only')] : [] },
    { gap, line: authority(scene, short) },
  ];
  return joined([...start, ...rest], width);
}

/** How the rollout stands in this scene. */
function standing(scene: Scene): Standing {
  const { rollout, stage, health } = scene.snapshot;
  return {
    rollout,
    stage,
    verdicts: health.checks.map((check) => check.verdict),
    now: scene.now,
    keys: scene.readOnly ? [] : scene.bindings,
  };
}

/** Lines the header takes: one more while something is wrong, and one while something is done to an agent. */
export function headerRows({ problems, snapshot }: Pick<Scene, 'problems' | 'snapshot'>): number {
  return 2 + Math.min(1, problems.length) + Math.min(1, snapshot.actions.running.length);
}

/** Where are we, when does it change, what is wrong now, and what is being done to an agent. */
export function header(scene: Scene): Line[] {
  const width = scene.size.columns - 2;
  const short = scene.size.columns < 100;
  const lines: Line[] = [
    [' ', ...firstLine(scene, width, short)],
    [' ', ...rolloutLine(standing(scene), width)],
  ];
  const [worst, ...others] = scene.problems;
  if (worst !== undefined) {
    const mend = worst.mend === '' ? '' : `; ${worst.mend}`;
    const more: Line = [
      tone('dim', others.length === 0 ? '' : `+${others.length} more  `),
      tone('accent', keyOf(scene.bindings, 'problems')),
      tone('dim', keyOf(scene.bindings, 'problems') && ' in full'),
    ];
    lines.push([
      ' ',
      ...ends(
        [tone(worst.tone, `${worst.tone === 'dim' ? '' : '! '}${worst.text}`), tone('dim', mend)],
        more,
        width,
      ),
    ]);
  }
  const acting = actingLine(scene, width);
  if (acting !== null) lines.push([' ', ...acting]);
  return lines;
}
