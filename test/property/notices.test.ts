import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTICE_KINDS, type NoticeRule, noticeRuleSchema } from '../../src/core/notices.ts';
import type { Happening, Happenings } from '../../src/engine/notify/happenings.ts';
import { isQuiet } from '../../src/engine/notify/quiet.ts';
import { APART_MS, NOTHING_TOLD, stepRule } from '../../src/engine/notify/reduce.ts';

const START = Date.parse('2026-11-24T20:00:00Z');

const happening = (kind: Happening['kind'], subject: string, urgent = false): Happening => ({
  kind,
  subject,
  where: subject,
  what: kind,
  why: '',
  paneId: null,
  urgent,
});
const crash = happening('crashed', 'modular', true);

const standing = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom('waiting' as const, 'rate_limited' as const, 'alert' as const, 'team_idle' as const),
      fc.constantFrom('a', 'b', 'c'),
    )
    .map(([kind, subject]) => happening(kind, subject)),
  { selector: ({ kind, subject }) => `${kind} ${subject}`, maxLength: 8 },
);
const moment = fc.record({
  wait: fc.integer({ min: 1, max: 20_000 }),
  standing: fc.tuple(standing, fc.boolean()).map(([some, crashed]) => (crashed ? [...some, crash] : some)),
  passed: fc.subarray([happening('rollback', 'rollout', true), happening('stage', 'rollout')]),
});
const rule: fc.Arbitrary<NoticeRule> = fc
  .record({
    on: fc.constant([...NOTICE_KINDS]),
    to: fc.constant('bell'),
    debounce: fc.integer({ min: 1, max: 30_000 }),
    cooldown: fc.integer({ min: 1, max: 300_000 }),
    quietHours: fc.option(fc.constant({ from: '20:05', to: '20:30', zone: 'UTC' }), { nil: undefined }),
  })
  .map((one) => noticeRuleSchema.parse(one));

interface Sent {
  at: number;
  happenings: Happening[];
}

/** Plays moments to a rule, looking again whenever it asks for it. */
function play(by: NoticeRule, moments: (Happenings & { wait: number })[], active = true): Sent[] {
  let [now, state] = [START, NOTHING_TOLD];
  let last: Happenings = { standing: [], passed: [] };
  let nextAt: number | null = null;
  const sent: Sent[] = [];
  const look = (happenings: Happenings): void => {
    const step = stepRule(by, state, happenings, now, active);
    ({ state, nextAt } = step);
    sent.push(...step.notices.map((happenings) => ({ at: now, happenings })));
  };
  for (const { wait, ...happenings } of moments) {
    const until: number = now + wait;
    while (nextAt !== null && nextAt <= until) {
      expect(nextAt).toBeGreaterThan(now);
      now = nextAt;
      look({ ...last, passed: [] });
    }
    now = until;
    last = happenings;
    look(happenings);
  }
  return sent;
}

const key = ({ kind, subject }: Happening) => `${kind} ${subject}`;

describe('what a rule tells', () => {
  it('is the same subject never twice within the cooldown, but a rollback', () => {
    fc.assert(
      fc.property(rule, fc.array(moment, { maxLength: 60 }), (by, moments) => {
        const toldAt = new Map<string, number>();
        for (const { at, happenings } of play(by, moments)) {
          for (const one of happenings) {
            if (one.kind === 'rollback') continue;
            expect(at - (toldAt.get(key(one)) ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(
              by.cooldown,
            );
            toldAt.set(key(one), at);
          }
        }
      }),
    );
  });

  it('is of one kind, and two of a kind lie apart', () => {
    fc.assert(
      fc.property(rule, fc.array(moment, { maxLength: 60 }), (by, moments) => {
        const lastOf = new Map<string, number>();
        for (const { at, happenings } of play(by, moments)) {
          const [{ kind, urgent }] = happenings as [Happening];
          expect(happenings.every((one) => one.kind === kind && one.urgent === urgent)).toBe(true);
          expect(new Set(happenings.map(key)).size).toBe(happenings.length);
          if (urgent) continue;
          expect(at - (lastOf.get(kind) ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(APART_MS);
          lastOf.set(kind, at);
        }
      }),
    );
  });

  it('is in quiet hours only what is urgent', () => {
    fc.assert(
      fc.property(rule, fc.array(moment, { maxLength: 60 }), (by, moments) => {
        for (const { at, happenings } of play(by, moments))
          if (by.quietHours !== undefined && isQuiet(by.quietHours, at))
            expect(happenings.every(({ urgent }) => urgent)).toBe(true);
      }),
    );
  });

  it('is every rollback, at once', () => {
    fc.assert(
      fc.property(rule, fc.array(moment, { maxLength: 60 }), (by, moments) => {
        let now = START;
        const due = moments.flatMap(({ wait, passed }) => {
          now += wait;
          return passed.some(({ kind }) => kind === 'rollback') ? [now] : [];
        });
        const told = play(by, moments).filter(({ happenings }) => happenings[0]!.kind === 'rollback');
        expect(told.map(({ at }) => at)).toEqual(due);
      }),
    );
  });

  it('is nothing that has not stood for the debounce', () => {
    fc.assert(
      fc.property(rule, fc.array(moment, { maxLength: 60 }), (by, moments) => {
        const since = new Map<string, number>();
        const begun: { at: number; since: Map<string, number> }[] = [];
        let now = START;
        for (const { wait, standing: those } of moments) {
          now += wait;
          for (const one of since.keys()) if (!those.some((other) => key(other) === one)) since.delete(one);
          for (const one of those) if (!since.has(key(one))) since.set(key(one), now);
          begun.push({ at: now, since: new Map(since) });
        }
        for (const { at, happenings } of play(by, moments)) {
          // What is told at the very moment of a change may be told just before it.
          const then = [begun.findLast((one) => one.at <= at), begun.findLast((one) => one.at < at)];
          for (const one of happenings.filter(({ urgent, kind }) => !urgent && kind !== 'stage')) {
            const stood = then
              .flatMap((moment) => moment?.since.get(key(one)) ?? [])
              .map((from) => at - from);
            expect(Math.max(...stood)).toBeGreaterThanOrEqual(by.debounce);
          }
        }
      }),
    );
  });

  it('is all that goes on standing, in the end', () => {
    fc.assert(
      fc.property(rule, standing, fc.array(moment, { maxLength: 30 }), (by, those, before) => {
        const hour = { wait: 3_600_000, standing: those, passed: [] };
        const sent = play(by, [...before, { ...hour, wait: 1 }, hour, hour]);
        const told = new Set(sent.flatMap(({ happenings }) => happenings.map(key)));
        for (const one of those) expect(told).toContain(key(one));
      }),
    );
  });

  it('is nothing while another engine tells', () => {
    fc.assert(
      fc.property(rule, fc.array(moment, { maxLength: 20 }), (by, moments) => {
        expect(play(by, moments, false)).toEqual([]);
      }),
    );
  });
});
