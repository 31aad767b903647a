import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FlagsState } from '../../../src/core/flags.ts';
import type { FlagsStore } from '../../../src/flags/store.ts';
import { folder, NOW, store } from './support.ts';

/** Collects the states that a watcher is told, and waits for one. */
function watching(flags: FlagsStore) {
  const states: FlagsState[] = [];
  const waiters = new Set<() => void>();
  const stop = flags.watch((state) => {
    states.push(state);
    for (const waiter of [...waiters]) waiter();
  });
  const until = (wanted: (state: FlagsState) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!states.some(wanted)) return;
        waiters.delete(look);
        resolve();
      };
      waiters.add(look);
      look();
    });
  return { states, until, stop };
}

const flagsText = (stage: string): string => `{"rollout_stage": "${stage}"}`;
const at = (stage: string) => (state: FlagsState) => state.desired.rollout_stage === stage;

describe('watch', () => {
  it('sees the file written in place, replaced, deleted and created again', async () => {
    const file = path.join(await folder(), 'feature_flags.json');
    await writeFile(file, flagsText('disabled'));
    const { until } = watching(await store(file));
    await writeFile(file, flagsText('canary'));
    await until(at('canary'));
    await writeFile(`${file}.new`, flagsText('beta'));
    await rename(`${file}.new`, file);
    await until(at('beta'));
    await unlink(file);
    await until((state) => state.status === 'missing');
    await writeFile(file, flagsText('production'));
    await until(at('production'));
  });

  it('sees the folder come into being, go, and come again', async () => {
    const home = await folder();
    const file = path.join(home, 'a', 'b', 'feature_flags.json');
    const { until } = watching(await store(file));
    for (const stage of ['canary', 'beta']) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, flagsText(stage));
      await until(at(stage));
      await rm(path.join(home, 'a'), { recursive: true });
      await until((state) => state.status === 'missing' && at(stage)(state));
    }
  });

  it('sees a change behind a link', async () => {
    const home = await folder();
    await mkdir(path.join(home, 'real'));
    await writeFile(path.join(home, 'real', 'flags.json'), flagsText('disabled'));
    const file = path.join(home, 'feature_flags.json');
    await symlink('real/flags.json', file);
    const { until } = watching(await store(file));
    await writeFile(path.join(home, 'real', 'new'), flagsText('canary'));
    await rename(path.join(home, 'real', 'new'), path.join(home, 'real', 'flags.json'));
    await until(at('canary'));
  });

  it('tells of a fault that stays, and keeps the last good flags', async () => {
    const file = path.join(await folder(), 'feature_flags.json');
    await writeFile(file, flagsText('canary'));
    const { until, states } = watching(await store(file));
    await writeFile(file, '{"rollout_stage": "bogus"}');
    await until((state) => state.status === 'rejected');
    expect(states.at(-1)).toMatchObject({
      problem: { field: 'rollout_stage' },
      desired: { rollout_stage: 'canary' },
    });
  });

  it('does not take a moment of half a file for a fault', async () => {
    const file = path.join(await folder(), 'feature_flags.json');
    await writeFile(file, flagsText('disabled'));
    const { until, states } = watching(await store(file));
    for (const stage of ['canary', 'beta', 'production']) {
      // As a program does that opens the file for writing before it writes: it is empty for a moment.
      await writeFile(file, '');
      await new Promise((resolve) => setTimeout(resolve, 30));
      await writeFile(file, flagsText(stage));
      await until(at(stage));
    }
    expect(states.map((state) => state.status)).not.toContain('rejected');
  });

  it('tells of its own writes once, and of nothing that did not change', async () => {
    const file = path.join(await folder(), 'feature_flags.json');
    await writeFile(file, flagsText('disabled'));
    const flags = await store(file);
    const { states, until, stop } = watching(flags);
    await flags.setStage('canary', null, NOW);
    await writeFile(path.join(path.dirname(file), 'other.json'), '{}');
    await flags.reload();
    expect(states).toHaveLength(1);
    await flags.setStage('beta', null, NOW);
    await until(at('beta'));
    stop();
    await flags.setStage('production', null, NOW);
    expect(states).toHaveLength(2);
  });
});
