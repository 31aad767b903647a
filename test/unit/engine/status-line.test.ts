import '../../ui/support/utc.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { statusLine } from '../../../src/engine/status-line.ts';
import {
  AWAITING,
  BEFORE,
  DRILL,
  FROZEN,
  PAUSED,
  READY,
  ROLLED_BACK,
  STALE,
} from '../../ui/support/sample-rollouts.ts';
import { sampleFlags, sampleSnapshot } from '../../ui/support/sample-snapshot.ts';

const line = (over: Partial<Snapshot> = {}) => statusLine(sampleSnapshot(over));

function rolledBack(why: string): string {
  const { rollout } = ROLLED_BACK;
  const sub = { ...rollout!.sub, why } as Snapshot['rollout']['sub'];
  return line({ ...ROLLED_BACK, rollout: { ...rollout!, sub } });
}

describe('the status line', () => {
  it('tells stage, gates, and bake in whole hours', () => {
    expect(line()).toMatch(/^◐ CANARY 5% ✓\d+ …\d+ bake 13h of 24h$/);
    expect(line(READY)).toMatch(/^◐ CANARY 5% ✓\d+ bake 24h of 24h$/);
    expect(line(BEFORE)).toMatch(/^○ DISABLED ✓\d+ …\d+$/);
  });

  it.each([
    [AWAITING, /^◐ BETA 50% ✓\d+ waits for an approval$/],
    [PAUSED, /^◐ CANARY 5% .* paused$/],
    [FROZEN, /^◐ CANARY 5% .* frozen$/],
    [STALE, /^◐ CANARY 5% .* bake stands$/],
    [DRILL, /^#\[fg=yellow\]▼ DRILL canary#\[default\]$/],
    [ROLLED_BACK, /^#\[fg=red\]▼ ROLLED BACK canary \d\d:\d\d: error rate: 5 failures in a row#\[default\]$/],
    [{ flags: sampleFlags({ killed: true }) }, /^#\[fg=red\]▼ KILL SWITCH legacy alone#\[default\]$/],
    [{ flags: sampleFlags({ status: 'rejected' }) }, /^◐ CANARY 5% .* ! flags file rejected$/],
  ])('tells what stands in the way: %#', (over, expected) => {
    expect(line(over)).toMatch(expected);
  });

  it('lets nothing of a reason be a format, a colour or a control', () => {
    expect(rolledBack('#(touch pwned) #[fg=red]\u001b[31m x')).toBe(
      `#[fg=red]${line(ROLLED_BACK).slice(9).split(': ')[0]}: ##(touch pwned) ##[fg=red] x#[default]`,
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('#', '[', '(', '{', 'x', '\n', '\u001b', ';') }),
        (why) => {
          const said = rolledBack(why).slice('#[fg=red]'.length, -'#[default]'.length);
          expect(said.replaceAll('##', '')).not.toContain('#');
          expect(said).not.toMatch(/[\u0000-\u001f]/);
        },
      ),
    );
  });

  it('cuts a long reason', () => {
    expect(rolledBack('é'.repeat(90))).toContain(`: ${'é'.repeat(39)}…#[default]`);
  });
});
