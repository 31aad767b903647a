import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { type JudgeMemory, type Judgement, judge, judgeOnce } from '../../../src/detect/judge.ts';
import { claudeScreen, frame } from './fixtures.ts';

const START = Date.UTC(2026, 10, 24, 21);
const WORKING = claudeScreen('✻ Vibing… (12s · ↓ 40 tokens)', '', '  esc to interrupt · ← for agents');
const IDLE = claudeScreen('● Done.\n\n✻ Baked for 9s');
const DIALOG = `● Bash(x)\n\n${'─'.repeat(80)}\n Bash command\n\n Do you want to proceed?\n ❯ 1. Yes\n   2. No\n\n Esc to cancel · Tab to amend`;
const TRANSCRIPT = `● Done.\n\n${'─'.repeat(80)}\n  Showing detailed transcript · ctrl+o to toggle`;
const LIMIT = claudeScreen("❯ go\n  ⎿ \u00a0You've hit your limit · resets 11pm (UTC)\n\n✻ Baked for 0s");

/** A pane over time. */
function pane(): (at: number, fields: Partial<Frame>) => Judgement | null {
  let memory: JudgeMemory | null = null;
  return (at, fields) => {
    // Memory is plain data: it may be stored between two frames.
    const stored = memory === null ? null : (JSON.parse(JSON.stringify(memory)) as JudgeMemory);
    const result = judge(frame({ panePid: 7, ...fields }), stored, START + at);
    memory = result.memory;
    return result.judgement;
  };
}

describe('states over time', () => {
  it('turns working into idle only after 1.5 s of standing still', () => {
    const see = pane();
    expect(see(0, { text: WORKING })).toMatchObject({ state: 'working', since: START });
    expect(see(1000, { text: IDLE })).toMatchObject({ state: 'working', since: START });
    expect(see(1000, { text: IDLE })?.notes[0]).toContain('stand still');
    expect(see(2499, { text: IDLE })?.state).toBe('working');
    expect(see(2500, { text: IDLE })).toMatchObject({ state: 'idle', since: START + 1000 });
  });

  it('waits on while the screen moves, but not for ever', () => {
    const see = pane();
    see(0, { text: WORKING });
    for (let at = 1000; at < 15_000; at += 1000) {
      expect(see(at, { text: claudeScreen(`● Done.\n\n✻ Baked for ${at}s`) })?.state).toBe('working');
    }
    expect(see(16_000, { text: claudeScreen('● Done.\n\n✻ Baked for 16s') })?.state).toBe('idle');
  });

  it('goes on working when the spinner comes back', () => {
    const see = pane();
    see(0, { text: WORKING });
    see(1000, { text: IDLE });
    expect(see(1300, { text: WORKING })).toMatchObject({ state: 'working', since: START });
    see(1600, { text: IDLE });
    expect(see(3000, { text: IDLE })?.state).toBe('working');
  });

  it('lets waiting and working count at once', () => {
    const see = pane();
    see(0, { text: IDLE });
    expect(see(10, { text: WORKING })?.state).toBe('working');
    expect(see(20, { text: DIALOG })).toMatchObject({
      state: 'waiting',
      detail: 'permission',
      since: START + 20,
    });
    expect(see(30, { text: WORKING })?.state).toBe('working');
  });

  it('keeps the previous state under a view that covers it, and says why', () => {
    const see = pane();
    see(0, { text: WORKING });
    const covered = see(1000, { text: TRANSCRIPT });
    expect(covered).toMatchObject({
      state: 'working',
      since: START,
      evidence: { rule: 'claude.viewer.transcript' },
    });
    expect(covered?.notes).toEqual(['keeps the previous state: the transcript view is open']);
    expect(see(60_000, { text: TRANSCRIPT })?.state).toBe('working');
  });

  it('does not know what is under a view that was there first', () => {
    expect(pane()(0, { text: TRANSCRIPT })).toMatchObject({
      state: 'unknown',
      notes: ['the transcript view is open'],
    });
  });
});

describe('an empty screen', () => {
  it('is a start while the agent is young, then unknown; never idle, error or crashed', () => {
    const see = pane();
    expect(see(0, { text: '\n\n' })).toMatchObject({
      state: 'starting',
      evidence: { rule: 'claude.blank', line: null },
    });
    expect(see(9999, { text: '\n\n' })?.state).toBe('starting');
    expect(see(10_000, { text: '\n\n' })?.state).toBe('unknown');
  });

  it('is no start once the agent has shown what it does', () => {
    const see = pane();
    see(0, { text: WORKING });
    expect(see(1000, { text: '' })?.state).toBe('unknown');
  });

  it('is unknown without memory', () => {
    expect(judgeOnce(frame({ text: '' }), 'claude', START).state).toBe('unknown');
  });
});

describe('an agent that is gone', () => {
  const shell = { command: 'bash', text: `${IDLE}\nme@box:~$ `, processes: ['-bash'] };

  it('is crashed at once when a shell waits in the foreground', () => {
    const see = pane();
    see(0, { text: IDLE });
    expect(see(1000, shell)).toMatchObject({
      kind: 'claude',
      state: 'crashed',
      since: START + 1000,
      evidence: { rule: 'process.gone', line: null, text: 'bash' },
    });
    expect(see(900_000, { ...shell, text: 'vim', command: 'vim', processes: ['vim'] })).toMatchObject({
      state: 'crashed',
      since: START + 1000,
    });
  });

  it('is crashed at once when tmux says that the pane is dead', () => {
    const see = pane();
    see(0, { text: IDLE });
    expect(see(1, { text: IDLE, dead: true })).toMatchObject({
      state: 'crashed',
      evidence: { rule: 'process.dead' },
    });
  });

  it.each<[string, Partial<Frame>]>([
    ['processes that were not looked up', { ...shell, processes: undefined }],
    ['another program in the foreground', { command: 'vim', text: '~', processes: ['vim'] }],
    ['a shell that runs something', { command: 'bash', processes: ['bash -c make', 'make'], text: 'cc x.c' }],
  ])('is crashed only after three frames with %s', (_, fields) => {
    const see = pane();
    see(0, { text: DIALOG });
    expect(see(1000, fields)).toMatchObject({ state: 'waiting', detail: 'permission' });
    expect(see(2000, fields)?.notes[0]).toContain('2 of 3');
    expect(see(3000, fields)).toMatchObject({ state: 'crashed', evidence: { rule: 'process.missing' } });
  });

  it('starts to count again when it is seen in between', () => {
    const see = pane();
    const hidden = { command: 'vim', text: '~', processes: ['vim'] };
    see(0, { text: IDLE });
    for (let i = 1; i < 9; i++)
      expect(see(i * 1000, i % 3 === 0 ? { text: IDLE } : hidden)?.state).toBe('idle');
  });

  it('comes back as what it shows', () => {
    const see = pane();
    see(0, { text: IDLE });
    see(1000, shell);
    expect(see(2000, { text: '' })?.state).toBe('starting');
    expect(see(3000, { text: WORKING })?.state).toBe('working');
  });

  it('was never there: no judgement', () => {
    expect(pane()(0, shell)).toBeNull();
  });

  it('is another one in another pane or a respawned one', () => {
    const seen = judge(frame({ panePid: 7, text: IDLE }), null, START).memory;
    expect(judge(frame({ panePid: 8, ...shell }), seen, START).judgement).toBeNull();
    expect(judge(frame({ panePid: 7, paneId: '%2', ...shell }), seen, START).judgement).toBeNull();
  });
});

describe('a usage limit', () => {
  it('holds until the time that the screen names, then the agent is idle', () => {
    const see = pane();
    const until = START + 2 * 3_600_000;
    expect(see(0, { text: LIMIT })).toMatchObject({ state: 'rate_limited', resetsAt: until });
    expect(see(7_199_999, { text: LIMIT })?.state).toBe('rate_limited');
    expect(see(7_200_000, { text: LIMIT })).toMatchObject({ state: 'idle', resetsAt: null, since: until });
    expect(see(7_300_000, { text: `${LIMIT}\n  a tip` })).toMatchObject({ state: 'idle', since: until });
  });

  it('is over when the message is from this morning', () => {
    const old = LIMIT.replace('11pm', '10am');
    expect(judgeOnce(frame({ text: old }), 'claude', START)).toMatchObject({
      state: 'idle',
      notes: ['the usage limit on the screen is over'],
    });
  });
});

describe('a screen that does not change', () => {
  it('keeps its verdict, and evidence is one short line', () => {
    const text = claudeScreen('● Done.', `a${'b'.repeat(300)}\u200b\u202e`);
    const first = judge(frame({ text }), null, START);
    const again = judge(frame({ text }), first.memory, START + 5000);
    expect(again.judgement).toEqual(first.judgement);
    expect(again.memory?.verdict).toBe(first.memory?.verdict);
    expect(first.judgement?.evidence.text.length).toBeLessThanOrEqual(120);
    expect(first.judgement?.evidence.text).not.toMatch(/[\u200b\u202e\n]/);
  });

  it('is judged anew when its title changes', () => {
    const first = judge(frame({ text: IDLE, title: '✳ x' }), null, START);
    expect(judge(frame({ text: IDLE, title: '⠂ x' }), first.memory, START + 1).judgement?.state).toBe(
      'working',
    );
  });
});
