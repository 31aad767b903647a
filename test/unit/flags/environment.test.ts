import { describe, expect, it } from 'vitest';
import { applyEnvironment, readEnvironment } from '../../../src/flags/environment.ts';
import { parseFlags } from '../../../src/flags/parse.ts';

function under(text: string, env: Record<string, string | undefined>) {
  const result = parseFlags(text, '/f');
  if (!result.ok) throw new Error(result.problem.message);
  const environment = readEnvironment(env);
  return { ...applyEnvironment(result.parsed, environment), problems: environment.problems };
}

describe('the environment', () => {
  it('sets what the file does not name, and says so', () => {
    const { effective, overrides, killed } = under('{}', {
      TMUX_ORC_USE_MODULAR_MONITOR: 'Yes',
      TMUX_ORC_ROLLOUT_STAGE: 'CANARY',
      TMUX_ORC_ROLLOUT_PERCENTAGE: '5',
      TMUX_ORC_MAX_CONCURRENT_CHECKS: '20',
      TMUX_ORC_ALLOWED_STRATEGIES: 'polling, concurrent,,',
      TMUX_ORC_DEFAULT_STRATEGY: 'concurrent',
      TMUX_ORC_VERBOSE_MIGRATION_LOGS: '',
    });
    expect(effective).toMatchObject({
      use_modular_monitor: true,
      rollout_stage: 'canary',
      rollout_percentage: 5,
      max_concurrent_checks: 20,
      allowed_strategies: ['polling', 'concurrent'],
      default_strategy: 'concurrent',
      verbose_migration_logs: false,
    });
    expect(killed).toBe(false);
    expect(overrides).toContainEqual({
      variable: 'TMUX_ORC_MAX_CONCURRENT_CHECKS',
      value: '20',
      effect: 'max_concurrent_checks is 20',
    });
    expect(overrides).toHaveLength(6);
  });

  it('yields to the file, not in silence', () => {
    const { effective, overrides } = under('{"rollout_stage":"beta","max_concurrent_checks":7}', {
      TMUX_ORC_ROLLOUT_STAGE: 'canary',
      TMUX_ORC_MAX_CONCURRENT_CHECKS: '7',
    });
    expect(effective).toMatchObject({ rollout_stage: 'beta', max_concurrent_checks: 7 });
    expect(overrides).toEqual([
      {
        variable: 'TMUX_ORC_ROLLOUT_STAGE',
        value: 'canary',
        effect: 'ignored: the file says rollout_stage beta',
      },
    ]);
  });

  it.each([
    ['TMUX_ORC_ROLLOUT_STAGE', 'disabled'],
    ['TMUX_ORC_ROLLOUT_STAGE', ' Disabled '],
    ['TMUX_ORC_USE_MODULAR_MONITOR', 'false'],
    ['TMUX_ORC_USE_MODULAR_MONITOR', 'OFF'],
    ['TMUX_ORC_USE_MODULAR_MONITOR', '0'],
  ])('kills by %s=%s whatever the file says', (variable, value) => {
    const file = '{"rollout_stage":"legacy_disabled","rollout_percentage":100,"use_modular_monitor":true}';
    const { effective, overrides, killed, problems } = under(file, { [variable]: value });
    expect(killed).toBe(true);
    expect(effective).toMatchObject({
      rollout_stage: 'disabled',
      rollout_percentage: 0,
      use_modular_monitor: false,
    });
    expect(overrides).toEqual([{ variable, value, effect: 'legacy alone, whatever the file says' }]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['TMUX_ORC_ROLLOUT_STAGE', 'bogus', /canary/],
    ['TMUX_ORC_ROLLOUT_PERCENTAGE', '5%', /0 to 100/],
    ['TMUX_ORC_ROLLOUT_PERCENTAGE', '101', /0 to 100/],
    ['TMUX_ORC_ROLLOUT_PERCENTAGE', 'NaN', /0 to 100/],
    ['TMUX_ORC_MAX_CONCURRENT_CHECKS', '0x10', /whole number/],
    ['TMUX_ORC_PARALLEL_RUN_COMPARISON', 'maybe', /true or false/],
  ])('names the bad value in %s=%s', (variable, value, mend) => {
    const { effective, overrides, killed, problems } = under('{}', { [variable]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: `environment variable ${variable}`, line: null });
    expect(problems[0]!.message).toContain(value);
    expect(problems[0]!.message).toContain('no effect');
    expect(problems[0]!.mend).toMatch(mend);
    expect({ overrides, killed }).toEqual({ overrides: [], killed: false });
    expect(effective).toMatchObject({ rollout_stage: 'disabled', rollout_percentage: 0 });
  });

  it('takes a master switch that it cannot understand for off, and names it', () => {
    const { killed, problems } = under('{"use_modular_monitor":true}', {
      TMUX_ORC_USE_MODULAR_MONITOR: 'disable',
    });
    expect(killed).toBe(true);
    expect(problems[0]!.message).toContain('legacy alone');
  });
});
