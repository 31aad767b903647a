import { describe, expect, it } from 'vitest';
import { compareActions } from '../../../src/compare/actions.ts';
import { addToSignatures, type SignatureTable, signatureOf } from '../../../src/compare/signature.ts';
import type { Divergence } from '../../../src/core/divergence.ts';
import { modularSays, observation, T } from './support.ts';

const SIGNATURE = 'claude idle(legacy.idle) → waiting(claude.waiting.plan)';

const divergence = (over: Partial<Divergence> = {}): Divergence => ({
  agentId: '%1:7',
  target: 'shop:1.0',
  kind: 'claude',
  class: 'state',
  cause: 'logic',
  legacy: { state: 'idle', detail: null, rule: 'legacy.idle', line: null, text: '', at: T },
  modular: {
    state: 'waiting',
    detail: 'plan',
    rule: 'claude.waiting.plan',
    line: 3,
    text: 'Would you',
    at: T,
  },
  signature: SIGNATURE,
  why: '',
  crossed: null,
  gapMs: 0,
  at: T,
  ...over,
});
const table = (...found: Divergence[]): SignatureTable =>
  found.reduce<SignatureTable>(addToSignatures, new Map());
const row = (...found: Divergence[]) => table(...found).get(SIGNATURE)!.signature;

describe('a signature', () => {
  it('names the agent kind, and the state and rule of both', () => {
    expect(
      signatureOf(
        'claude',
        { state: 'idle', rule: 'legacy.idle' },
        { state: 'waiting', rule: 'claude.waiting.plan' },
      ),
    ).toBe(SIGNATURE);
    expect(signatureOf(null, { state: 'error', rule: 'legacy.no-ui.error' }, null)).toBe(
      '– error(legacy.no-ui.error) → not seen',
    );
    expect(signatureOf('codex', null, { state: 'idle', rule: 'codex.idle' }, 'kill_window')).toBe(
      'codex kill_window: not seen → idle(codex.idle)',
    );
  });
});

describe('the table of signatures', () => {
  it('counts times, agents, first and last', () => {
    const seen = [{ at: T + 10 }, { at: T }, { at: T + 20, agentId: '%2:8' }, { at: T + 5 }].map(divergence);
    expect(row(...seen)).toEqual({
      signature: SIGNATURE,
      kind: 'claude',
      class: 'state',
      cause: 'logic',
      legacy: 'idle',
      modular: 'waiting: plan',
      times: 4,
      agents: 2,
      firstAt: T,
      lastAt: T + 20,
      open: true,
      judgement: null,
    });
  });

  it('does not change the table it was given', () => {
    const before = table(divergence());
    addToSignatures(before, divergence({ at: T + 1 }));
    expect(before.get(SIGNATURE)!.signature.times).toBe(1);
  });

  it.each([
    ['logic', true],
    ['discovery', true],
    ['refinement', false],
    ['timing', false],
    ['ignored', false],
  ] as const)('leaves a question open by %s: %s', (cause, open) => {
    expect(row(divergence({ cause }))).toMatchObject({ cause, open });
  });

  it('shows the cause that asks most, with the numbers of that cause', () => {
    const found = [
      divergence({ cause: 'timing', at: T }),
      divergence({ cause: 'logic', at: T + 1 }),
      divergence({ cause: 'timing', at: T + 2, agentId: '%2:8' }),
    ];
    expect(row(...found)).toMatchObject({
      cause: 'logic',
      times: 1,
      agents: 1,
      firstAt: T + 1,
      lastAt: T + 1,
    });
  });

  it('shows an ignored question as ignored, until it is open again', () => {
    const found = [divergence(), divergence({ cause: 'ignored', at: T + 1 })];
    expect(row(...found)).toMatchObject({ cause: 'ignored', open: false });
    expect(row(...found, divergence({ at: T + 2 }))).toMatchObject({ cause: 'logic', open: true });
  });

  it('says in words what the sides are', () => {
    const noUi = { ...divergence().legacy!, state: 'error' as const, rule: 'legacy.no-ui.error' };
    expect(row(divergence({ legacy: noUi, modular: null }))).toMatchObject({
      legacy: 'error (no ui)',
      modular: 'not seen',
    });
  });
});

describe('wanted actions', () => {
  const legacy = observation({ kind: null, state: 'crashed', rule: 'legacy.no-ui.crashed' });
  const modular = modularSays('idle');
  const kill = { kind: 'kill_window', target: 'shop:1', reason: 'Developer crashed' } as const;
  const input = { legacy: [], modular: [], agents: [{ legacy, modular }], divergences: [], now: T };

  it('that both want are none of a difference, by window or by pane', () => {
    expect(compareActions({ ...input, legacy: [kill], modular: [{ ...kill, target: 'shop:1.0' }] })).toEqual(
      [],
    );
  });

  it('that one wants have the cause of the difference they follow from', () => {
    const [found] = compareActions({
      ...input,
      legacy: [kill],
      divergences: [divergence({ cause: 'timing' })],
    });
    expect(found).toMatchObject({
      agentId: '%1:7',
      class: 'action',
      cause: 'timing',
      kind: 'claude',
      why: 'legacy would kill window (Developer crashed), modular would not',
      signature: 'claude kill_window: crashed(legacy.no-ui.crashed) → idle(claude.idle)',
    });
  });

  it('that one wants for no difference in state are a matter of logic', () => {
    expect(compareActions({ ...input, modular: [{ ...kill, target: 'shop:1.0' }] })).toMatchObject([
      { cause: 'logic', why: 'modular would kill window (Developer crashed), legacy would not' },
    ]);
  });

  it('may be about a window that is not there', () => {
    const recover = { kind: 'recover_pm', target: 'shop:Claude-pm', reason: 'no PM window' } as const;
    expect(compareActions({ ...input, legacy: [recover] })).toMatchObject([
      { agentId: 'shop:Claude-pm', kind: null, legacy: null, modular: null },
    ]);
  });
});
