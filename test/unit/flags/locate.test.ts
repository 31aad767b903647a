import { describe, expect, it } from 'vitest';
import { locateFlags } from '../../../src/flags/locate.ts';

const locate = (
  cwd: string,
  options: { flag?: string; env?: Record<string, string | undefined>; existing?: string[] } = {},
): string =>
  locateFlags({
    flag: options.flag,
    env: options.env ?? {},
    cwd,
    exists: (path) => (options.existing ?? []).includes(path),
  });

describe('locateFlags', () => {
  it('takes --flags before all else, relative to the current folder', () => {
    const env = { TMUX_ORCHESTRATOR_BASE_DIR: '/base' };
    expect(locate('/a/b', { flag: '../f.json', env, existing: ['/a/b/.tmux_orchestrator'] })).toBe(
      '/a/f.json',
    );
    expect(locate('/a/b', { flag: '/x/f.json' })).toBe('/x/f.json');
  });

  it('does not take an empty --flags for none', () => {
    expect(locate('/a/b', { flag: '', existing: ['/a/.tmux_orchestrator'] })).toBe('/a/b');
  });

  it('takes the base folder of the environment before any folder upwards', () => {
    const existing = ['/a/.tmux_orchestrator'];
    expect(locate('/a/b', { env: { TMUX_ORCHESTRATOR_BASE_DIR: '/base' }, existing })).toBe(
      '/base/feature_flags.json',
    );
    expect(locate('/a/b', { env: { TMUX_ORCHESTRATOR_BASE_DIR: 'rel' }, existing })).toBe(
      '/a/b/rel/feature_flags.json',
    );
    expect(locate('/a/b', { env: { TMUX_ORCHESTRATOR_BASE_DIR: '' }, existing })).toBe(
      '/a/.tmux_orchestrator/feature_flags.json',
    );
  });

  it('takes the nearest .tmux_orchestrator upwards, the current folder first', () => {
    const existing = ['/.tmux_orchestrator', '/a/.tmux_orchestrator', '/a/b/c/.tmux_orchestrator'];
    expect(locate('/a/b/c', { existing })).toBe('/a/b/c/.tmux_orchestrator/feature_flags.json');
    expect(locate('/a/b', { existing })).toBe('/a/.tmux_orchestrator/feature_flags.json');
    expect(locate('/z', { existing })).toBe('/.tmux_orchestrator/feature_flags.json');
  });

  it('falls back to the current folder when there is none', () => {
    expect(locate('/a/b')).toBe('/a/b/.tmux_orchestrator/feature_flags.json');
  });
});
