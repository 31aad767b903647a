import { describe, expect, it } from 'vitest';
import type { TmuxRun } from '../../../src/core/tmux.ts';
import { failureOf, isTooOld } from '../../../src/core/tmux-failure.ts';
import { parseCaptures, parseHeights, parseListing } from '../../../src/tmux/protocol.ts';

const ran = (stdout: string, stderr = '', timedOut = false): TmuxRun => ({
  code: 1,
  stdout,
  stderr,
  timedOut,
});

describe('versions', () => {
  it.each([
    ['3.3a', false],
    ['3.2', false],
    ['next-3.6', false],
    ['4.0', false],
    ['openbsd-7.5', false],
    ['master', false],
    ['3.1c', true],
    ['2.9', true],
    ['tmux 1.8', true],
  ])('%s too old: %s', (version, old) => {
    expect(isTooOld(version)).toBe(old);
  });

  it('says so when the server is too old', () => {
    expect(() => parseListing(ran('Nhead 1 3.1c\nNend\n'), 'N')).toThrow('tmux 3.1c is too old');
  });
});

describe('failures', () => {
  it.each([
    ['no server running on /tmp/tmux-0/default', 'no_server'],
    ['error connecting to /tmp/tmux-0/x (No such file or directory)', 'no_server'],
    ['error connecting to /tmp/tmux-0/x (Connection refused)', 'no_server'],
    ['server exited unexpectedly', 'no_server'],
    ['error connecting to /tmp/tmux-0/x (Permission denied)', 'listing_failed'],
    ['tmux: unknown option -- N', 'too_old'],
    ['', 'listing_failed'],
  ])('%s is %s', (stderr, status) => {
    expect(failureOf(ran('', stderr), 'list the panes').status).toBe(status);
  });

  it('a time-out is a failed listing, not a missing server', () => {
    expect(failureOf(ran('', 'no server running', true), 'list the panes').status).toBe('listing_failed');
  });

  it('an answer that was cut is a failure, never a short list', () => {
    expect(() => parseListing(ran('Nhead 1 3.3a\nN:%1 1 0 0 80'), 'N')).toThrow();
    expect(parseCaptures('N\nhalf a scr', 'N', ['%1'], new Map([['%1', 1]]))).toBeNull();
    expect(parseHeights('N\n%1 4', 'N')).toBeNull();
  });
});
