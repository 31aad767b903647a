import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LivePane, LiveScreen } from '../../../src/core/live.ts';
import { liveOpener, sweepLive } from '../../../src/engine/live.ts';
import { openCycle } from '../../../src/monitors/legacy/cycle-tmux.ts';
import { listWindows } from '../../../src/monitors/legacy/discovery.ts';
import type { CycleContext } from '../../../src/monitors/monitor.ts';
import { placeOf } from '../../../src/tmux/place.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

let server: TestServer;
let live: LivePane | null = null;
let screen: LiveScreen | null = null;
let frames: number[] = [];
let ended = '';

beforeEach(async () => {
  server = await startTmuxServer({ cols: 100, rows: 30, command: 'cat' });
  [live, screen, frames, ended] = [null, null, [], ''];
});
afterEach(async () => {
  await live?.close();
  await server.kill();
});

const paneOf = async (target: string) =>
  (await server.run('display-message', '-p', '-t', target, '#{pane_id}')).trim();
const names = async () => (await server.run('list-sessions', '-F', '#{session_name}')).trim().split('\n');
const windows = async () =>
  (
    await server.run(
      'list-windows',
      '-t',
      'main',
      '-F',
      '#{window_index} #{window_width}x#{window_height} #{window_active}',
    )
  )
    .trim()
    .split('\n');
const text = () => screen?.lines.map((line) => line.map((run) => run.text).join('')).join('\n') ?? '';

async function open(target: string): Promise<LivePane> {
  live = await liveOpener(server.server, process.env)(await paneOf(target), {
    show: (shown) => {
      screen = shown;
      frames.push(performance.now());
    },
    ended: (why) => {
      ended = why;
    },
  });
  return live;
}

describe('a live pane', () => {
  it('shows what the pane prints and types into it, alone on windows of several sizes, and leaves them as they were', async () => {
    await server.run('new-window', '-d', '-t', 'main:', 'cat');
    await server.run('resize-window', '-t', 'main:1', '-x', '60', '-y', '20');
    await server.run('set-option', '-wu', '-t', 'main:1', 'window-size');
    const before = await windows();
    expect(before).toEqual(['0 100x30 1', '1 60x20 0']);
    const options = await server.run('show-options', '-t', 'main');
    const pane = await open('main:1');
    pane.type([{ text: 'grüße 日本;' }, { key: 'Enter' }]);
    await until('what is typed', () => text().includes('grüße 日本;\ngrüße 日本;'));
    pane.paste('one\r\ntwo\r\n');
    await until('what is pasted', () => /two\n(.*\n)?two/.test(text()));
    expect(screen).toMatchObject({ cols: 60, rows: 20, panes: 1, mode: '', covered: false });
    expect(screen?.cursor).toEqual([0, 6]);
    expect(await windows()).toEqual(before);
    await pane.close();
    expect(await windows()).toEqual(before);
    expect(await names()).toEqual(['main']);
    expect(await server.run('show-options', '-t', 'main')).toBe(options);
    expect(await server.run('display-message', '-p', '-t', 'main', '#{session_grouped}')).toBe('0\n');
    expect((await server.run('list-buffers')).trim()).toBe('');
  });

  it('shows one pane of a split window, types into that one, and follows its size and its window', async () => {
    await server.run('split-window', '-d', '-h', '-t', 'main:0', 'cat');
    const pane = await open('main:0.1');
    pane.type([{ text: 'here' }]);
    await until('the pane', () => text().startsWith('here'));
    expect(screen).toMatchObject({ cols: 49, rows: 30, panes: 2, cursor: null });
    await until('where it is written', () => screen?.at[0] === 4);
    expect(await server.run('capture-pane', '-p', '-t', 'main:0.0')).not.toContain('here');
    await server.run('resize-window', '-t', 'main:0', '-x', '120', '-y', '24');
    await until('the new size', () => screen?.rows === 24 && screen.cols > 49 && text().startsWith('here'));
    const id = await paneOf('main:0.1');
    await server.run('break-pane', '-d', '-s', id, '-t', 'main:5');
    await until('the new window', () => screen?.panes === 1 && text().startsWith('here'));
    expect(await placeOf(server.command, id)).toMatch(/^\$0:@\d+\.%1$/);
  });

  it('draws ten frames a second at most, and none when nothing changes', async () => {
    await server.run(
      'new-window',
      '-d',
      '-t',
      'main:',
      'bash',
      '-c',
      'read; for i in {1..40}; do echo $i; sleep 0.025; done; exec cat',
    );
    (await open('main:1')).type([{ key: 'Enter' }]);
    await until('the last line', () => text().includes('40'));
    const gaps = frames.slice(1).map((at, i) => at - frames[i]!);
    expect(gaps.length).toBeGreaterThan(3);
    expect(Math.min(...gaps)).toBeGreaterThan(90);
    const count = frames.length;
    await new Promise((passed) => setTimeout(passed, 1000));
    expect(frames.length - count).toBeLessThan(2);
  });

  it('does not tell the program that somebody looks at it', async () => {
    const folder = await temporaryFolder();
    try {
      const told = join(folder.path, 'told');
      await server.run('set-option', '-s', 'focus-events', 'on');
      await server.run(
        'new-window',
        '-d',
        '-t',
        'main:',
        'bash',
        '-c',
        `printf '\\033[?1004h'; stty raw -echo; exec cat -v > ${told}`,
      );
      await until('the answer of tmux', async () =>
        (await readFile(told, 'utf8').catch(() => '')).includes('^[[O'),
      );
      const pane = await open('main:1');
      pane.type([{ text: 'end' }]);
      await until('what is typed', async () => (await readFile(told, 'utf8')).includes('end'));
      await pane.close();
      expect(await readFile(told, 'utf8')).toBe('^[[Oend');
    } finally {
      await folder.remove();
    }
  });

  it('is no place of an agent, neither for the monitors nor for a command in the pane', async () => {
    await server.run('new-window', '-d', '-t', 'main:', '-n', 'dev', 'bash', '--norc');
    const pane = await open('main:1');
    expect(await names()).toHaveLength(2);
    const { panes } = await createTmux(server.server).list();
    expect(panes.map((one) => `${one.session}:${one.windowIndex}`)).toEqual(['main:0', 'main:1']);
    const listed = await listWindows(
      openCycle(server.command, { signal: new AbortController().signal } as CycleContext),
    );
    expect(listed.map((one) => one.target)).toEqual(['main:0', 'main:1']);
    pane.type([{ text: `tmux new-window -d -n from-inside 'cat'` }, { key: 'Enter' }]);
    await until('the window', async () => (await server.run('list-windows', '-a')).includes('from-inside'));
    expect(await server.run('list-windows', '-t', 'main')).toContain('from-inside');
  });

  it('moves home what somebody has opened in its session, and then goes', async () => {
    const pane = await open('main:0');
    const hidden = (await names()).find((name) => name !== 'main');
    await server.run('new-window', '-d', '-t', `=${hidden}:`, '-n', 'lost', 'cat');
    await pane.close();
    expect(await names()).toEqual(['main']);
    expect(await server.run('list-windows', '-t', 'main', '-F', '#{window_name}')).toContain('lost');
  });

  it('ends with its pane, and does not keep alive what somebody kills', async () => {
    await server.run('new-session', '-d', '-s', 'other', 'cat');
    await server.run('new-window', '-d', '-t', 'main:', 'cat');
    await open('main:1');
    await server.run('kill-pane', '-t', 'main:1');
    await until('the end', () => ended !== '');
    expect(ended).toMatch(/the pane is gone|its session has ended/);
    await live?.close();
    ended = '';
    await open('main:0');
    await server.run('kill-session', '-t', '=main');
    await until('the end', () => ended === 'its session has been killed');
    await live?.close();
    expect(await names()).toEqual(['other']);
  });

  it('shows a pane that stands still, each time', async () => {
    await server.run('respawn-pane', '-k', '-t', 'main:0', `printf 'still'; exec sleep 1000`);
    for (let i = 0; i < 4; i++) {
      screen = null;
      await open('main:0');
      await until('the screen', () => text().includes('still'));
      await live?.close();
    }
  });

  it('cannot be had of a pane that is gone', async () => {
    const open = liveOpener(server.server, process.env);
    await expect(open('%77', { show: () => {}, ended: () => {} })).rejects.toThrow('the pane is gone');
    expect(await names()).toEqual(['main']);
  });
});

describe('the sweep', () => {
  it('takes away what dead cockpits left, and nothing else', async () => {
    await server.run('new-session', '-d', '-s', 'cutover-live-999999999-ab', 'cat');
    await server.run('new-session', '-d', '-s', `cutover-live-${process.pid}-ab`, 'cat');
    await server.run('new-session', '-d', '-s', 'cutover-live-notes', 'cat');
    await sweepLive(server.server);
    expect((await names()).sort()).toEqual([`cutover-live-${process.pid}-ab`, 'cutover-live-notes', 'main']);
  });
});
