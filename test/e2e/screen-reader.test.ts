import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';

let site: RolloutSite;
let program: Program;
beforeEach(async () => {
  site = await openSite();
});
afterEach(async () => {
  await program.close();
  await site.close();
});

const start = (args: string[], env: Record<string, string> = {}) => {
  const own = { XDG_CONFIG_HOME: site.path, XDG_RUNTIME_DIR: `${site.path}/run`, ...env };
  const options = { cols: 100, rows: 60, cwd: site.path, env: own };
  program = new Program(['-L', site.tmux, '--interval', '0.5', ...args], options);
  return program;
};

describe('without a screen', () => {
  it.each([
    ['--screen-reader', ['--screen-reader'], {}],
    ['INK_SCREEN_READER', [], { INK_SCREEN_READER: 'true' }],
  ])('%s: lines of text, no alternate screen, no escape sequence', async (_, args, env) => {
    start(args as string[], env as Record<string, string>);
    await program.shows(/Type a key, then Enter/, 20_000);
    await program.shows(/main:1\.0/, 20_000);
    program.press('4\r');
    await program.shows(/● canary +5 %[\s\S]*Number of the stage/);
    program.press('\r');
    program.press('q\r');
    expect(await program.ended()).toMatchObject({ exitCode: 0 });
    expect(program.written).not.toContain('\u001b');
  });

  it('rolls back, and says so with its proof as it happens', async () => {
    start(['--screen-reader']);
    await program.shows(/Type a key, then Enter/, 20_000);
    program.press('R\r');
    await program.shows(/Type y to roll back now/);
    program.press('y\r');
    await program.shows(/disabled is written in [\d.]+ m?s and read back in/);
    await program.shows(/legacy served cycle [\d,]+ after/, 30_000);
    expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled' });
    program.press('\u0003');
    expect(await program.ended()).toMatchObject({ exitCode: 130 });
  });
});
