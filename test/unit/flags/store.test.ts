import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CutoverError } from '../../../src/core/errors.ts';
import { child, folder, NOW, STAMP, store } from './support.ts';

const CANARY =
  '{\n  "use_modular_monitor": true,\n  "rollout_stage": "canary",\n  "rollout_percentage": 5.0\n}\n';

async function given(text: string): Promise<string> {
  const file = path.join(await folder(), 'feature_flags.json');
  await writeFile(file, text);
  return file;
}

async function refusal(promise: Promise<unknown>): Promise<CutoverError> {
  const thrown: unknown = await promise.then(() => null).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(CutoverError);
  return thrown as CutoverError;
}

describe('reading', () => {
  it('takes a missing file for defaults and creates nothing', async () => {
    const file = path.join(await folder(), 'none', 'feature_flags.json');
    const flags = await store(file);
    expect(flags.state()).toMatchObject({
      path: file,
      status: 'missing',
      problem: null,
      killed: false,
      contradiction: null,
      desired: { rollout_stage: 'disabled', use_modular_monitor: false },
    });
    await expect(stat(path.dirname(file))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['empty', ''],
    ['truncated', '{\n  "rollout_stage": "beta",\n'],
    ['of an unknown stage', '{\n"rollout_stage": "bogus"}'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['too large', `{"a":"${'x'.repeat(1 << 20)}"}`],
  ])('keeps the last good flags when the file is %s', async (_name, content) => {
    const file = await given(CANARY);
    const flags = await store(file);
    await writeFile(file, content);
    const state = await flags.reload();
    expect(state).toMatchObject({
      status: 'rejected',
      desired: { rollout_stage: 'canary', rollout_percentage: 5 },
    });
    expect(state.effective.use_modular_monitor).toBe(true);
    expect(state.problem?.path).toBe(file);
    expect(state.problem?.mend).not.toBe('');
    expect((await readFile(file)).equals(Buffer.from(content as string))).toBe(true);
    await writeFile(file, CANARY.replace('canary', 'beta'));
    expect(await flags.reload()).toMatchObject({
      status: 'ok',
      problem: null,
      desired: { rollout_stage: 'beta' },
    });
  });

  it('keeps the last good flags when the file is gone, and says so', async () => {
    const file = await given(CANARY);
    const flags = await store(file);
    await rm(file);
    const state = await flags.reload();
    expect(state).toMatchObject({ status: 'missing', desired: { rollout_stage: 'canary' } });
    expect(state.problem?.message).toContain('gone');
  });

  it('falls to legacy alone when the first content it sees is rejected', async () => {
    const flags = await store(await given('{'));
    expect(flags.state()).toMatchObject({ status: 'rejected', desired: { rollout_stage: 'disabled' } });
  });

  it('says where stage, share and master switch contradict each other', async () => {
    const flags = await store(await given(CANARY.replace('5.0', '30')));
    expect(flags.state().contradiction).toBe(
      'canary means 5 %, rollout_percentage is 30 %: the percentage rules',
    );
    const off = await store(await given(CANARY.replace('true', 'false')));
    expect(off.state().contradiction).toContain('legacy alone, although the stage is canary at 5 %');
  });

  it('lets a kill switch win and names a bad variable', async () => {
    const file = await given(CANARY);
    const killed = await store(file, { TMUX_ORC_ROLLOUT_STAGE: 'disabled' });
    expect(killed.state()).toMatchObject({
      killed: true,
      contradiction: null,
      desired: { rollout_stage: 'canary' },
      effective: { rollout_stage: 'disabled', rollout_percentage: 0, use_modular_monitor: false },
    });
    const bad = await store(file, { TMUX_ORC_MAX_CONCURRENT_CHECKS: 'many' });
    expect(bad.state()).toMatchObject({ status: 'ok', problem: { field: 'max_concurrent_checks' } });
  });
});

describe('setStage', () => {
  it('writes stage, share, switch and times, and no other byte', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `\t"own_${i}": [ ${i}, {"deep" :null} ]`);
    lines.splice(
      7,
      0,
      '\t"rollout_stage" : "disabled"',
      '\t"rollout_percentage":0.0',
      '\t"flags_updated_at": null',
    );
    lines.splice(30, 0, '\t"use_modular_monitor":   false', '\t"rollout_started_at": null');
    const before = `{\r\n${lines.join(',\r\n')}\r\n}`;
    const file = await given(before);
    const flags = await store(file);
    const written = await flags.setStage('canary', flags.state().revision, NOW);

    const after = before
      .replace('"disabled"', '"canary"')
      .replace(':0.0', ':5.0')
      .replace('"flags_updated_at": null', `"flags_updated_at": "${STAMP}"`)
      .replace('   false', '   true')
      .replace('"rollout_started_at": null', `"rollout_started_at": "${STAMP}"`);
    expect(await readFile(file, 'utf8')).toBe(after);
    expect(written).toMatchObject({
      before: { rollout_stage: 'disabled' },
      after: { rollout_stage: 'canary', rollout_percentage: 5, use_modular_monitor: true },
    });
    expect(written.notes).toBeUndefined();
    expect(written.revision).toBe(flags.state().revision);
    expect(written.writtenMs).toBeGreaterThan(0);
    expect(written.readBackMs).toBeGreaterThan(0);
    expect(flags.state()).toMatchObject({ status: 'ok', desired: { rollout_stage: 'canary' } });
  });

  it('refuses when the file has moved on since it was shown', async () => {
    const file = await given(CANARY);
    const flags = await store(file);
    const preview = await flags.preview('beta', NOW);
    await writeFile(file, CANARY.replace('5.0', '7'));
    expect(await refusal(flags.setStage('beta', preview.revision, NOW))).toMatchObject({
      code: 'flags_moved_on',
    });
    expect(await readFile(file, 'utf8')).toBe(CANARY.replace('5.0', '7'));
    expect((await flags.setStage('beta', null, NOW)).after.rollout_percentage).toBe(50);
  });

  it('refuses on a rejected file and names file, field and mend', async () => {
    const file = await given('{"rollout_stage": "bogus"}');
    const flags = await store(file);
    const error = await refusal(flags.setStage('canary', null, NOW));
    expect(error.message).toBe(`${file}:1: rollout_stage: "bogus" is not allowed`);
    expect(error.mend).toContain('canary');
    expect(await refusal(flags.preview('canary', NOW))).toMatchObject({ code: 'flags_rejected' });
    expect(await readFile(file, 'utf8')).toBe('{"rollout_stage": "bogus"}');
    expect(await readdir(path.dirname(file))).not.toContain(expect.stringContaining('rejected'));
  });

  it('creates folder and file on the first write, with what it set and nothing else', async () => {
    const file = path.join(await folder(), 'a', '.tmux_orchestrator', 'feature_flags.json');
    const flags = await store(file);
    const preview = await flags.preview('canary', NOW);
    expect(preview.diff.every((line) => line.kind === 'added')).toBe(true);
    await flags.setStage('canary', preview.revision, NOW);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      use_modular_monitor: true,
      rollout_stage: 'canary',
      rollout_percentage: 5,
      flags_updated_at: STAMP,
      rollout_started_at: STAMP,
    });
  });

  it('keeps mode and owner, and writes through a link', async () => {
    const home = await folder();
    const real = path.join(home, 'real', 'flags.json');
    await mkdir(path.dirname(real));
    await writeFile(real, CANARY);
    await chmod(real, 0o640);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await (await import('node:fs/promises')).chown(real, 4711, 4712);
    const linked = path.join(home, 'feature_flags.json');
    await symlink('real/flags.json', linked);
    const flags = await store(linked);
    await flags.setStage('beta', null, NOW);
    expect(await readlink(linked)).toBe('real/flags.json');
    expect(await readFile(real, 'utf8')).toContain('"beta"');
    const after = await stat(real);
    expect(after.mode & 0o7777).toBe(0o640);
    if (isRoot) expect([after.uid, after.gid]).toEqual([4711, 4712]);
    expect(await readdir(home)).toEqual(['feature_flags.json', 'real']);
  });

  it('creates the target of a link that leads nowhere yet', async () => {
    const home = await folder();
    const linked = path.join(home, 'feature_flags.json');
    await symlink('later/flags.json', linked);
    const flags = await store(linked);
    expect(flags.state().status).toBe('missing');
    await flags.setStage('canary', null, NOW);
    expect(await readlink(linked)).toBe('later/flags.json');
    expect(await readFile(path.join(home, 'later/flags.json'), 'utf8')).toContain('"canary"');
  });

  it('previews exactly what it then writes', async () => {
    const file = await given(CANARY);
    const flags = await store(file);
    const preview = await flags.preview('beta', NOW);
    expect(preview).toMatchObject({
      path: file,
      from: { stage: 'canary', percentage: 5 },
      to: { stage: 'beta', percentage: 50 },
      revision: flags.state().revision,
    });
    expect(preview.diff.slice(0, 6)).toEqual([
      { kind: 'same', text: '  "use_modular_monitor": true,' },
      { kind: 'removed', text: '  "rollout_stage": "canary",' },
      { kind: 'added', text: '  "rollout_stage": "beta",' },
      { kind: 'removed', text: '  "rollout_percentage": 5.0' },
      { kind: 'added', text: '  "rollout_percentage": 50.0,' },
      { kind: 'added', text: `  "flags_updated_at": "${STAMP}",` },
    ]);
    expect(await readFile(file, 'utf8')).toBe(CANARY);
    await flags.setStage('beta', preview.revision, NOW);
    const written = await readFile(file, 'utf8');
    for (const line of preview.diff) if (line.kind === 'added') expect(written).toContain(line.text);
  });
});

describe('rollBack', () => {
  const off = { rollout_stage: 'disabled', rollout_percentage: 0, use_modular_monitor: false };

  it('writes disabled, 0 %, switch off', async () => {
    const file = await given(CANARY);
    const flags = await store(file);
    const written = await flags.rollBack(NOW);
    expect(written).toMatchObject({ before: { rollout_stage: 'canary' }, after: off });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...off, flags_updated_at: STAMP });
  });

  it('works on a missing file', async () => {
    const file = path.join(await folder(), 'x', 'feature_flags.json');
    await (await store(file)).rollBack(NOW);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(off);
  });

  it('mends a file whose only fault it overwrites, and keeps the rejected one beside it', async () => {
    const broken = '{\n  "mine": 1,\n  "rollout_stage": "bogus"\n}';
    const file = await given(broken);
    const written = await (await store(file)).rollBack(NOW);
    const backup = `${file}.rejected-20261124T210000Z`;
    expect(written.notes).toEqual([`the rejected content is kept as ${backup}`]);
    expect(await readFile(backup, 'utf8')).toBe(broken);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...off, mine: 1 });
  });

  it('replaces a truncated file by the last good content, and does not overwrite an earlier backup', async () => {
    const file = await given(CANARY.replace('{', '{\n  "mine": 1,'));
    const flags = await store(file);
    await writeFile(`${file}.rejected-20261124T210000Z`, 'earlier');
    await writeFile(file, '{\n  "mi');
    const written = await flags.rollBack(NOW);
    expect(written.notes?.[0]).toContain('.rejected-20261124T210000Z-2');
    expect(await readFile(`${file}.rejected-20261124T210000Z`, 'utf8')).toBe('earlier');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...off, mine: 1 });
  });

  it('does not wait for a lock that another process will not give back', async () => {
    const file = await given(CANARY);
    const lock = path.join(path.dirname(file), '.feature_flags.json.lock');
    await child('hold-lock.ts', [lock]);
    const written = await (await store(file)).rollBack(NOW);
    expect(written.after).toMatchObject(off);
    expect(written.notes?.[0]).toContain('without the lock');
  });

  it('does without a lock file that is no lock', async () => {
    const file = await given(CANARY);
    await writeFile(path.join(path.dirname(file), '.feature_flags.json.lock'), 'pid 17\n'.repeat(100));
    const flags = await store(file);
    expect(await refusal(flags.setStage('beta', null, NOW))).toMatchObject({ code: 'flags_lock_unusable' });
    expect((await flags.rollBack(NOW)).after).toMatchObject(off);
  });
});

describe('a disk that does not do it', () => {
  it.each([
    [
      'a parent that is a file',
      async (home: string) => {
        await writeFile(path.join(home, 'plain'), '');
        return path.join(home, 'plain', 'feature_flags.json');
      },
      /is a file, not a folder/,
    ],
    [
      'a folder of that name',
      async (home: string) => {
        await mkdir(path.join(home, 'feature_flags.json'));
        return path.join(home, 'feature_flags.json');
      },
      /is a folder/,
    ],
    [
      'links in a circle',
      async (home: string) => {
        await symlink('feature_flags.json', path.join(home, 'feature_flags.json'));
        return path.join(home, 'feature_flags.json');
      },
      /circle/,
    ],
  ])('says so: %s', async (_name, prepare, message) => {
    const home = await folder();
    const file = await prepare(home);
    const flags = await store(file);
    expect(flags.state()).toMatchObject({ status: 'rejected' });
    expect(flags.state().problem?.message).toMatch(message);
    const before = await readdir(home, { recursive: true });
    for (const attempt of [flags.setStage('canary', null, NOW), flags.rollBack(NOW)]) {
      const error = await refusal(attempt);
      expect(error.message).toMatch(message);
      expect(error.mend).toContain(error.message.includes('circle') ? 'link' : '--flags');
    }
    const left = (await readdir(home, { recursive: true })).filter((name) => !name.endsWith('.lock'));
    expect(left).toEqual(before);
  });
});
