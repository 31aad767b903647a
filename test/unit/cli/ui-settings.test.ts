import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { looksOf } from '../../../src/cli/ui-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'cutover-test-'));
writeFileSync(join(folder, 'config.json'), '{"ui": {"screenReader": true}}');
afterAll(() => rmSync(folder, { recursive: true }));

describe('whether the cockpit is to be heard', () => {
  it.each([
    [false, {}, { TERM: 'xterm-256color' }, undefined],
    [true, { screenReader: true }, {}, undefined],
    [true, {}, { INK_SCREEN_READER: 'true' }, undefined],
    [false, {}, { INK_SCREEN_READER: 'false' }, undefined],
    [true, {}, { TERM: 'dumb' }, undefined],
    [true, {}, {}, folder],
  ])('%s by %j %j %s', async (heard, options, env, configFolder) => {
    expect((await looksOf(options, env, configFolder)).screenReader).toBe(heard);
  });
});
