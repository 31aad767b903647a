import { describe, expect, it } from 'vitest';
import { compareAgent, type Judges } from '../../../src/compare/compare.ts';
import type { Observation } from '../../../src/core/report.ts';
import { judges, legacySays, modularSays } from './support.ts';

const BOX = '╭─╮\n│ > │\n╰─╯\n';
const external = (seen: Observation): Observation => ({
  ...seen,
  evidence: { ...seen.evidence, rule: 'site.rule' },
});

function compare(legacy: Observation | null, modular: Observation | null, by: Judges) {
  const modularFrames = modular?.frames ?? [];
  return compareAgent({ agentId: '%1:7', legacy, modular, modularFrames, now: 0 }, by);
}

describe('an external monitor', () => {
  const legacy = external(legacySays([`${BOX}working`, `${BOX}working`]));
  const idle = { ...legacy, state: 'idle' as const };

  it('is crossed by the rules of the other alone, which are known', () => {
    const modular = modularSays('waiting:plan');
    const bySite: Judges = { ...judges, legacy: null };
    // On legacy's own frames modular says the same as legacy: only time made the difference.
    expect(compare({ ...legacy, state: 'working' }, modular, bySite)).toMatchObject([
      { cause: 'timing', crossed: { legacyOnModularFrames: null, modularOnLegacyFrames: 'working' } },
    ]);
    expect(compare(idle, modular, bySite)).toMatchObject([
      {
        cause: 'logic',
        why: "legacy says idle by site.rule; given legacy's modular says working",
        crossed: { legacyOnModularFrames: null, modularOnLegacyFrames: 'working' },
      },
    ]);
  });

  it('in the place of modular is crossed by legacy, and need not know kinds', () => {
    const said = modularSays('prose without a box', undefined, { state: 'waiting' });
    const modular = external({ ...said, agent: { ...said.agent, kind: null } });
    const ours = legacySays([BOX, BOX]);
    expect(ours.state).toBe('idle');
    expect(compare(ours, modular, { ...judges, modular: null })).toMatchObject([
      { cause: 'logic', crossed: { legacyOnModularFrames: 'error', modularOnLegacyFrames: null } },
    ]);
    expect(compare(ours, { ...modular, state: 'error' }, { ...judges, modular: null })).toMatchObject([
      { cause: 'timing' },
    ]);
  });

  it('is crossed with nothing where both are', () => {
    expect(compare(idle, modularSays('waiting:plan'), { legacy: null, modular: null })).toMatchObject([
      { cause: 'logic', crossed: null },
    ]);
  });

  it('without frames is a matter of logic, and says that timing is not known', () => {
    const bare = { ...idle, frames: [] };
    const modular = { ...modularSays('waiting:plan'), frames: [] };
    expect(compare(bare, modular, { ...judges, legacy: null })).toMatchObject([
      {
        cause: 'logic',
        crossed: null,
        why: 'legacy says idle by site.rule; legacy and modular reported no frames, so timing cannot be told apart',
      },
    ]);
  });

  it('that does not name an agent is not said to go by names of windows', () => {
    const [missing] = compare(null, modularSays('waiting:plan'), { ...judges, legacy: null });
    expect(missing!.why).toBe('the command in the place of legacy does not name it');
    const [other] = compare(legacy, null, { ...judges, modular: null });
    expect(other!.why).toBe('the command in the place of modular does not name it');
    const [named] = compare(legacy, null, { ...judges, legacy: null });
    expect(named!.why).toBe('legacy names it by site.rule; modular finds none in its pane');
  });
});
