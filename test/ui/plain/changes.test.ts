import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { changesBetween } from '../../../src/ui/plain/changes.ts';
import { NOW, sampleSnapshot } from '../support/sample-snapshot.ts';

const before = sampleSnapshot();
const toldAfter = (over: Partial<Snapshot>) => changesBetween(before, { ...before, at: NOW + 5000, ...over });
const event = (id: number, level: 'info' | 'bad', text: string, at = NOW + 1000) => ({
  id,
  at,
  level,
  glyph: '◆',
  text,
  agentId: null,
});

describe('what has changed', () => {
  it('is nothing where only ages and numbers have moved', () => {
    const { authority, monitors } = before;
    expect(
      toldAfter({
        sequence: 121,
        authority: { ...authority, tick: 8214, changesIn: 6 },
        monitors: { ...monitors },
      }),
    ).toEqual([]);
  });

  it('is each event once, alarms as such', () => {
    const events = [
      ...before.events,
      event(7, 'info', 'shop:3.0 waits: plan'),
      event(8, 'bad', 'roll back from canary, by cutover: error rate'),
    ];
    expect(toldAfter({ events }).map((line) => line.slice(9))).toEqual([
      'shop:3.0 waits: plan',
      'alarm: roll back from canary, by cutover: error rate',
    ]);
    // A server that was started again counts its events anew.
    expect(toldAfter({ events: [event(1, 'info', 'shop:3.0 waits: plan')] })).toHaveLength(1);
    expect(toldAfter({ events: before.events.map((one, i) => ({ ...one, id: i + 100 })) })).toEqual([]);
  });

  it('is what is wrong and no longer wrong, with its mend', () => {
    const tmux = { ...before.tmux, status: 'no_server' as const, mend: 'start tmux' };
    const broken = { ...before, tmux };
    expect(toldAfter({ tmux }).join()).toMatch(/wrong now: no tmux server, reconnecting; start tmux$/);
    expect(changesBetween(broken, before).join()).toMatch(/no longer: no tmux server, reconnecting$/);
  });

  it('is agents that come and go, and checks that judge otherwise, safe for a terminal', () => {
    const [first, ...rest] = before.rows;
    const rows = [...rest, { ...first!, id: '%99:1', target: 'new\u001b[31m:1.0' }];
    expect(toldAfter({ rows }).map((line) => line.slice(9))).toEqual([
      `new:1.0 is there: ${first!.kind}`,
      `${first!.target} is gone`,
    ]);
    const checks = before.health.checks.map((check) =>
      check.id === 'error_rate' ? { ...check, verdict: 'fail' as const, reason: '5 in a row' } : check,
    );
    expect(toldAfter({ health: { ...before.health, checks } })[0]).toMatch(
      /error rate: pass → fail: 0\.000 % < 0\.1 %; 5 in a row$/,
    );
  });

  it('is the proof of a rollback, when it is there', () => {
    const proof = {
      at: NOW,
      from: { stage: 'canary' as const, percentage: 5 },
      who: 'ana',
      why: '',
      writtenMs: 4,
      readBackMs: 1,
      served: null,
    };
    const served = { tick: 8215, afterMs: 3200, agents: 12, of: 12 };
    expect(toldAfter({ rollback: proof })).toEqual([]);
    const told = changesBetween(
      { ...before, rollback: proof },
      { ...before, rollback: { ...proof, served } },
    );
    expect(told.join()).toMatch(/legacy served cycle 8,215 after 3\.20 s, 12 of 12 agents$/);
  });
});
