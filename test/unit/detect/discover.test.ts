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
    [
      'an agent under the name of the shell that started it, its own prompt at the cursor',
      {
        command: 'bash',
        processes: ['claude'],
        text: claudeScreen('● Done.').replace('\u00a0', ' '),
        cursor: [2, 3],
      },
      'claude by process',
    ],
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
    ['a tool in the folder of an agent', { processes: ['node /home/u/gemini-cli/node_modules/.bin/vitest'] }],
    ['a tool in another such folder', { processes: ['node /home/u/qwen-code/node_modules/.bin/vite'] }],
    ['a test in a third', { processes: ['node /home/u/cursor-agent/test/run.js'] }],
    ['a package named after one', { processes: ['node /x/node_modules/@openai/codex-sdk/dist/server.js'] }],
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

describe('by the lines that real process tables show', () => {
  const VERSIONS = '/home/u/.local/share/claude/versions/2.1.197';
  it.each<[string, string[], string]>([
    ['node', ['node /home/u/.nvm/versions/node/v22.11.0/bin/claude --continue'], 'claude'],
    ['node', ['/usr/bin/node --no-warnings=DEP0040 /usr/local/bin/gemini'], 'gemini'],
    ['node', ['node /usr/lib/node_modules/@openai/codex/bin/codex.js'], 'codex'],
    [
      'node',
      ['node /usr/lib/node_modules/@github/copilot/npm-loader.js', '/x/copilot-linux-x64/copilot'],
      'copilot',
    ],
    ['npm', ['npm exec @anthropic-ai/claude-code', 'sh -c claude', 'node /x/.bin/claude'], 'claude'],
    ['npx', ['npx --yes @google/gemini-cli@latest'], 'gemini'],
    ['bunx', ['bunx @openai/codex --yolo'], 'codex'],
    ['bun', ['bun x opencode-ai', '/home/u/.bun/bin/opencode'], 'opencode'],
    ['pnpm', ['pnpm dlx @qwen-code/qwen-code', 'node /x/@qwen-code/qwen-code/dist/cli.js'], 'qwen'],
    ['uvx', ['uvx --from aider-chat aider', '/x/bin/python /x/bin/aider'], 'aider'],
    ['uv', ['uv tool run --python=3.12 aider --model sonnet'], 'aider'],
    ['uv', ['uv run --python 3.12 aider', '/repo/.venv/bin/python3 /repo/.venv/bin/aider'], 'aider'],
    ['python3.12', ['/usr/bin/python3.12 /home/u/.local/bin/aider --dark-mode'], 'aider'],
    ['env', ['env -u NO_COLOR CLAUDE_CONFIG_DIR=/x claude', 'claude'], 'claude'],
    ['env', ['/usr/bin/env FOO=1 /usr/local/bin/codex'], 'codex'],
    ['bash', ['bash -lc claude --resume'], 'claude'],
    ['bash', ['bash -c cd /repo && claude', 'claude'], 'claude'],
    ['sh', ['sh /usr/local/bin/start-agent', 'node /usr/local/bin/qwen'], 'qwen'],
    ['zsh', ['/bin/zsh -ic codex', 'node /opt/homebrew/bin/codex'], 'codex'],
    ['sudo', ['sudo -u dev claude', 'claude'], 'claude'],
    ['timeout', ['timeout 3600 claude', 'claude'], 'claude'],
    ['doppler', ['doppler run -- claude', 'claude'], 'claude'],
    ['script', ['script -q /dev/null -c claude', 'sh -c claude', 'claude'], 'claude'],
    ['2.1.197', [VERSIONS], 'claude'],
    ['2.1.197', [`${VERSIONS} --resume`, 'npm run test', 'node /x/vitest'], 'claude'],
    ['MainThread', ['node /x/.bin/copilot', 'copilot'], 'copilot'],
    ['cursor-agent', ['/home/u/.local/share/cursor-agent/versions/1/node /x/index.js'], 'cursor'],
    [
      'node',
      ['/x/cursor-agent/versions/2026.07/node --use-system-ca /x/cursor-agent/versions/2026.07/index.js'],
      'cursor',
    ],
    ['node', ['node /usr/local/lib/node_modules/@sourcegraph/amp/dist/main.js'], 'amp'],
    ['claude.exe', [], 'claude'],
  ])('%s running %j is %s', (command, processes, expected) => {
    expect(discover(frame({ command, processes }))?.kind).toBe(expected);
  });

  it.each<[string, string[]]>([
    ['tail', ['tail -f claude.log']],
    ['vim', ['vim claude.md']],
    ['nvim', ['nvim codex', 'node /x/copilot/language-server.js']],
    ['less', ['less claude']],
    ['cat', ['cat gemini']],
    ['git', ['git commit -m codex']],
    ['git', ['git log --author claude', 'less']],
    ['gh', ['gh pr create --title claude']],
    ['grep', ['grep -r gemini .']],
    ['rg', ['rg claude']],
    ['make', ['make claude']],
    ['watch', ['watch -n 5 claude --version']],
    ['man', ['man codex', 'less']],
    ['tmux', ['tmux attach -t claude']],
    ['python3', ['python3']],
    ['python3', ['python3 -m http.server']],
    ['python3', ['python3 gemini.py']],
    ['node', ['node']],
    ['node', ['node codex.js']],
    ['node', ['node server.js --agent claude']],
    ['node', ['node /x/.bin/next dev', 'node /x/next/dist/server claude']],
    ['npm', ['npm run claude', 'sh -c vite build', 'node /x/.bin/vite build']],
    ['yarn', ['yarn run gemini', 'node /x/.bin/webpack serve']],
    ['bun', ['bun run codex', 'bun /x/build.ts']],
    ['bash', ['bash -c tail -f claude.log', 'tail -f claude.log']],
    ['bash', ['bash -c echo claude']],
    ['sudo', ['sudo tail -f /var/log/codex', 'tail -f /var/log/codex']],
    ['glow', ['glow claude.md']],
    ['ipython', ['/usr/bin/python3 /usr/bin/ipython']],
    ['node', ['node /x/.bin/vibe-kanban', 'claude -p --output-format=stream-json --verbose']],
    ['node', ['node ui.js', 'node /x/.bin/gemini --experimental-acp']],
    ['zed-editor', ['zed-editor', 'opencode acp']],
    ['2.1.9', []],
  ])('%s running %j is no agent', (command, processes) => {
    expect(discover(frame({ command, processes }))).toBeNull();
    // Nor with what an agent that was there before has left in the title and on the screen, where the processes say.
    if (processes.length > 0) {
      const left = frame({ command, processes, title: '✳ Fix it', text: claudeScreen('● Done.') });
      expect(discover(left)).toBeNull();
    }
  });

  it('another machine is judged by what it shows, since its processes are not to be had', () => {
    const shown = { title: '✳ Fix it', text: claudeScreen('● Done.') };
    for (const command of ['ssh', 'mosh-client', 'docker', 'kubectl']) {
      const processes = [`${command} box`];
      expect(discover(frame({ command, processes, ...shown }))?.by).toBe('title');
      expect(discover(frame({ command, processes, text: 'me@box:~$ ' }))).toBeNull();
    }
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
