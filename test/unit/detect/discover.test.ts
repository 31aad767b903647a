import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { discover, needsProcesses } from '../../../src/detect/discover.ts';
import { isRunningShell } from '../../../src/detect/programs.ts';
import { roleOf } from '../../../src/detect/roles.ts';
import { claudeScreen, frame } from './fixtures.ts';

const found = (fields: Partial<Frame>): string | null => {
  const discovery = discover(frame({ command: 'node', ...fields }));
  return discovery === null ? null : `${discovery.kind} by ${discovery.by}`;
};

describe('finding the agent of a pane', () => {
  it.each<[string, Partial<Frame>, string | null]>([
    ['its own command', { command: 'claude' }, 'claude by command'],
    ['a node script', { processes: ['node /usr/bin/codex --yolo'] }, 'codex by process'],
    [
      'a node package',
      { processes: ['node --max-old-space-size=4096 /x/@google/gemini-cli/bundle/gemini.js'] },
      'gemini by process',
    ],
    ['npx', { processes: ['npm exec @qwen-code/qwen-code', 'node /x/.bin/qwen'] }, 'qwen by process'],
    ['npx with options', { processes: ['npx -y @openai/codex'] }, 'codex by process'],
    [
      'uv run',
      { command: 'uv', processes: ['uv run aider --model x', '/x/.venv/bin/python /x/.venv/bin/aider'] },
      'aider by process',
    ],
    ['python -m', { command: 'python3', processes: ['python3 -m aider'] }, 'aider by process'],
    ['env', { command: 'env', processes: ['env FOO=1 claude'] }, 'claude by process'],
    [
      'a version number',
      { command: '2.1.228', processes: ['/home/u/.local/share/claude/versions/2.1.228'] },
      'claude by process',
    ],
    [
      'a shell script around it',
      { command: 'bash', processes: ['bash /home/u/start.sh', 'claude -c'] },
      'claude by process',
    ],
    ['bash -c', { command: 'bash', processes: ['bash -c claude', 'claude'] }, 'claude by process'],
    ['a title, processes unknown', { title: '◇  Ready (proj)   ' }, 'gemini by title'],
    ['a title over ssh', { command: 'ssh', title: '✳ Fix it', processes: ['ssh box'] }, 'claude by title'],
    [
      'a screen over ssh',
      { command: 'ssh', processes: ['ssh box'], text: claudeScreen('● Done.') },
      'claude by screen',
    ],
    ['a screen without a command', { command: '', text: claudeScreen('● Done.') }, 'claude by screen'],
  ])('by %s', (_, fields, expected) => {
    expect(found(fields)).toBe(expected);
  });

  it.each<[string, Partial<Frame>]>([
    ['a dead pane', { command: 'claude', dead: true }],
    ['a shell with a stale title', { command: 'bash', title: '⠂ Fix it', processes: ['-bash'] }],
    [
      'a shell whose processes are unknown',
      { command: 'zsh', title: '✳ Fix it', text: claudeScreen('● Done.') },
    ],
    ['a dev server under a stale title', { title: '✳ Fix it', processes: ['node server.js'] }],
    ['a node REPL', { processes: ['node'], text: 'Welcome to Node.js v22\n>' }],
    ['npm run', { command: 'npm', processes: ['npm run dev', 'node /x/.bin/vite'] }],
    [
      'less of a transcript',
      { command: 'less', title: '✳ x', text: claudeScreen('● Done.'), processes: ['less t.txt'] },
    ],
    ['an editor with an agent in it', { command: 'nvim', processes: ['nvim', 'claude'] }],
    [
      'an agent suspended',
      {
        command: 'bash',
        processes: ['-bash', 'claude'],
        text: '[1]+ Stopped  claude\nme@box:~$ ',
        cursor: [10, 1],
      },
    ],
    ['a server of an agent', { processes: ['node /usr/bin/codex app-server --listen x'] }],
    ['a file that is named like one', { command: 'vim', processes: ['vim claude'] }],
  ])('but not in %s', (_, fields) => {
    expect(found(fields)).toBeNull();
  });
});

describe('a shell that runs something, not one at its prompt', () => {
  it.each([
    ['-bash', false],
    ['/bin/zsh -il', false],
    ['bash --norc --noprofile -i', false],
    ['bash --rcfile /x/rc -i', false],
    ['bash -o vi', false],
    ['bash -lc make', true],
    ['/bin/bash -c source x && claude', true],
    ['sh start.sh', true],
    ['node x.js', false],
    ['', false],
  ])('%s: %s', (line, expected) => {
    expect(isRunningShell(line)).toBe(expected);
  });
});

describe('whether the processes have to be looked up', () => {
  it.each([
    ['node', true],
    ['bash', true],
    ['python3.12', true],
    ['2.1.228', true],
    ['MainThread', true],
    ['something', true],
    ['claude', false],
    ['opencode', false],
    ['vim', false],
    ['less', false],
    ['ssh', false],
  ])('%s: %s', (command, expected) => {
    expect(needsProcesses({ command, title: '' })).toBe(expected);
  });
});

describe('roles by the words of a name', () => {
  it.each([
    ['Claude-pm', 'pm'],
    ['project-manager', 'pm'],
    ['npm-run', 'agent'],
    ['claude-backend-dev', 'backend'],
    ['Frontend', 'frontend'],
    ['QA Engineer', 'qa'],
    ['devops', 'devops'],
    ['code_review', 'reviewer'],
    ['research2', 'researcher'],
    ['docs', 'writer'],
    ['claudeDeveloper', 'developer'],
    ['claude', 'agent'],
    ['', 'agent'],
  ])('%s: %s', (name, role) => {
    expect(roleOf(name)).toBe(role);
  });
});
