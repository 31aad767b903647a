import './support/utc.ts';
import { describe, expect, it } from 'vitest';
import type { Wish } from '../../src/core/actions.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { type Line, lineWidth } from '../../src/ui/cells.ts';
import { problemsOf } from '../../src/ui/problems.ts';
import { actingLine } from '../../src/ui/views/acting-line.ts';
import { agentActionLines } from '../../src/ui/views/agent-actions.ts';
import { countdown, shortCountdown } from '../../src/ui/views/countdown.ts';
import { healthActionLines } from '../../src/ui/views/health-actions.ts';
import type { Scene } from '../../src/ui/views/scene.ts';
import { actingView, RECOVERED, RUN } from './support/sample-actions.ts';
import { HOUR, MINUTE, SECOND } from './support/sample-agents.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

const text = (line: Line): string =>
  line.map((span) => (typeof span === 'string' ? span : span.text)).join('');

function sceneOf(actions: Parameters<typeof actingView>[0] = {}): Scene {
  const snapshot = sampleSnapshot({ actions: actingView(actions) });
  return { snapshot, now: NOW } as Scene;
}

describe('the countdown of a limited agent', () => {
  const limited = (ms: number | null) =>
    ({ state: 'rate_limited', resetsAt: ms === null ? null : NOW + ms }) as const;

  it.each([
    [41 * MINUTE, '41 min', '41m'],
    [40 * MINUTE + 1, '41 min', '41m'],
    [SECOND, '1 min', '1m'],
    [59 * MINUTE + SECOND, '1h', '1h'],
    [3 * HOUR + 5 * MINUTE, '3h05m', '3h05m'],
    [0, '', ''],
    [-MINUTE, '', ''],
    [null, '', ''],
  ])('%s ms before its end is “%s”', (ms, long, short) => {
    expect([countdown(limited(ms), NOW), shortCountdown(limited(ms), NOW)]).toEqual([long, short]);
  });

  it('moves once a minute and no oftener, and is there for no other state', () => {
    const view = limited(30 * MINUTE);
    const seen = Array.from({ length: 600 }, (_, i) => countdown(view, NOW + i * SECOND));
    expect(new Set(seen).size).toBe(10);
    expect(countdown({ state: 'idle', resetsAt: NOW + HOUR }, NOW)).toBe('');
    expect(countdown(null, NOW)).toBe('');
  });
});

describe('the line of what is under way', () => {
  it('keeps the step, the try and the age down to the smallest screen, and is never too wide', () => {
    const scene = sceneOf({ running: [RUN] });
    for (let width = 58; width <= 200; width++) {
      const line = actingLine(scene, width) as Line;
      expect(lineWidth(line)).toBe(width);
      expect(text(line)).toMatch(/^↻ .*PM of shop.*try 1 of 3.*: waits for the prompt.* 12 s$/);
    }
    expect(text(actingLine(scene, 120) as Line)).toMatch(
      /^↻ recovers the PM of shop \(modular, try 1 of 3\): waits for the prompt of shop:5\.0 {2,}12 s$/,
    );
    expect(text(actingLine(scene, 58) as Line)).toContain('…');
  });

  it('is that of a recovery before that of a notice; without one there is no line', () => {
    const notice = {
      ...RUN,
      kind: 'notify_pm',
      tries: null,
      step: 'types the notice into shop:2.0',
    } as const;
    expect(text(actingLine(sceneOf({ running: [notice, RUN] }), 118) as Line)).toMatch(/recovers .*\+1 more/);
    expect(text(actingLine(sceneOf({ running: [notice] }), 118) as Line)).toMatch(
      /^↻ tells shop:2\.0 \(modular\): types the notice into shop:2\.0 /,
    );
    expect(actingLine(sceneOf(), 118)).toBeNull();
  });

  it('obeys no control character of a name', () => {
    const hostile = { ...RUN, session: 'shop\u001b[31m', step: 'waits\r\nfor \u009b2J' };
    expect(text(actingLine(sceneOf({ running: [hostile] }), 118) as Line)).not.toMatch(
      /[\x00-\x1f\x7f-\x9f]/,
    );
  });
});

describe('what stands in the way of actions', () => {
  const problem = 'another cutover acts on this tmux server';
  const said = (actions: Snapshot['actions']) =>
    problemsOf(sampleSnapshot({ actions })).map((one) => `${one.tone} ${one.text}`);

  it('is told where a switch is on, and only there', () => {
    expect(said(actingView({ problem }))).toEqual([`warn nothing is done to agents: ${problem}`]);
    const { modes } = actingView();
    expect(said(actingView({ problem, modes: { ...modes, recover_pm: 'observe' } }))).toEqual([]);
    expect(said(actingView())).toEqual([]);
  });
});

describe('what is told of an agent', () => {
  const linesOf = (target: string, actions: Parameters<typeof actingView>[0] = {}) => {
    const scene = sceneOf(actions);
    const row = scene.snapshot.rows.find((one) => one.target === target)!;
    return agentActionLines(scene, row, 60)
      .map(text)
      .filter((line) => line !== '');
  };

  it('is what is wanted for it by its pane, its window or as the PM of its session, and nothing of others', () => {
    expect(linesOf('shop:2.0')).toEqual([
      'wanted    modular tells it: shop:1.0 (developer) waits: plan',
      '          only observed: the switch is off',
      'last      ✓ done 3 min ago, by modular',
      '          recovered in 14 s: shop:2.0',
    ]);
    expect(linesOf('docs:2.0')[0]).toBe('wanted    legacy kills the window here: Writer crashed');
    expect(linesOf('shop:1.0')).toEqual([]);
    const wish: Wish = {
      kind: 'recover_pm',
      by: 'legacy',
      session: 'shop',
      target: 'shop:Claude-pm',
      why: 'no PM',
      since: NOW,
      held: 'cooldown after the last recovery, 4 min more',
    };
    expect(linesOf('shop:2.0', { wishes: [wish], recent: [] })).toEqual([
      'wanted    legacy recovers the PM: no PM',
      '          cooldown after the last recovery, 4 min more',
    ]);
    const running = [{ ...RUN, by: 'legacy', target: wish.target } as const];
    expect(linesOf('shop:2.0', { wishes: [wish], running, recent: [] })).toEqual([
      'now       ↻ legacy waits for the prompt of shop:5.0, 12 s',
    ]);
    expect(linesOf('api:3.0', { wishes: [wish], recent: [] })).toEqual([]);
  });

  it('says by … that a long text goes on', () => {
    const recent = [{ ...RECOVERED, result: 'failed' as const, text: 'word '.repeat(80) }];
    const lines = linesOf('shop:2.0', { wishes: [], recent });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('✗ failed 3 min ago');
    expect(lines.at(-1)).toMatch(/word…$/);
  });
});

describe('the health of what is done', () => {
  it('fits the narrowest area, with all that is counted', () => {
    const lines = healthActionLines(sceneOf(), 38, 0);
    for (const line of lines) expect(lineWidth(line), text(line)).toBeLessThanOrEqual(38);
    const shown = lines.map(text).join('\n');
    expect(shown).toMatch(/^time, P50 +n too small +14\.2 s$/m);
    expect(shown).toMatch(/^false alarms +1 +0$/m);
    expect(shown).toMatch(/^notices +0 \/ 12 +0 \/ 4$/m);
    expect(shown).toMatch(/^observed only: notices/m);
  });
});
