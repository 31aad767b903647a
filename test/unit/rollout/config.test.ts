import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rolloutConfig, rolloutConfigSchema } from '../../../src/rollout/config.ts';
import { HOUR, MINUTE } from './support.ts';

type Changes = Parameters<typeof rolloutConfig>[0];

describe('the config of the rollout', () => {
  it("has ADR-005's numbers as its defaults", () => {
    expect(rolloutConfig()).toEqual({
      dwell: { canary: 24 * HOUR, beta: 72 * HOUR },
      extension: 24 * HOUR,
      mostExtensions: 2,
      approvals: [],
      drillFor: ['production'],
      drillLongest: 10 * MINUTE,
      legacyProof: 10 * MINUTE,
      freezeWindows: [],
      mostUnmeasured: 4,
      longestGapIntervals: 2,
      shareSignificance: 0.001,
    });
  });

  it('takes spans in words, and one setting without the others', () => {
    expect(rolloutConfig({ dwell: { canary: '36h' } }).dwell).toEqual({ canary: 36 * HOUR, beta: 72 * HOUR });
  });

  it.each<[string, unknown, string]>([
    ['an unknown name', { dwel: {} }, 'dwel'],
    ['a dwell of nothing', { dwell: { canary: 0 } }, 'dwell.canary'],
    ['a dwell of a stage that has none', { dwell: { production: '1h' } }, 'dwell'],
    ['an approval of a stage that only the operator begins', { approvals: ['canary'] }, 'approvals.0'],
    ['a zone that is none', window({ zone: 'Europe/Berlim' }), 'freezeWindows.0.zone'],
    ['an hour that is none', window({ to: 'Mon 24:00' }), 'freezeWindows.0.to'],
    ['a window that is empty', window({ to: 'Fri 16:00' }), 'freezeWindows.0.to'],
    ['a weekly window without a zone', window({ zone: undefined }), 'freezeWindows.0.from: needs a zone'],
    [
      'a dated window that ends before it begins',
      { freezeWindows: [{ from: '2026-12-27T00:00:00Z', to: '2026-12-24T00:00:00Z', name: 'x' }] },
      'freezeWindows.0.to',
    ],
    [
      'a time without its zone',
      { freezeWindows: [{ from: '2026-12-24T00:00:00', to: '2026-12-27T00:00:00Z', name: 'x' }] },
      'freezeWindows.0.from',
    ],
    ['a significance of 1', { shareSignificance: 1 }, 'shareSignificance'],
  ])('rejects %s', (_, changes, place) => {
    expect(() => rolloutConfig(changes as Changes)).toThrow(place);
  });

  it('describes every setting for operators', () => {
    const schema = z.toJSONSchema(rolloutConfigSchema, { io: 'input' }) as Schema;
    expect(undescribed(schema, 'rollout')).toEqual([]);
  });
});

function window(changes: object) {
  const weekend = { from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Europe/Berlin', name: 'weekend' };
  return { freezeWindows: [{ ...weekend, ...changes }] };
}

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

function undescribed({ properties = {}, items }: Schema, path: string): string[] {
  const inItems = items === undefined ? [] : undescribed(items, `${path}[]`);
  const here = Object.entries(properties).flatMap(([name, child]) => [
    ...(child.description === undefined ? [`${path}.${name}`] : []),
    ...undescribed(child, `${path}.${name}`),
  ]);
  return [...here, ...inItems];
}
