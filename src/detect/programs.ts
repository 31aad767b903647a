/** Programs by name: what `pane_current_command` and command lines say of a pane. */

const SHELLS = new Set([
  'sh',
  'bash',
  'zsh',
  'fish',
  'dash',
  'ash',
  'ksh',
  'mksh',
  'tcsh',
  'csh',
  'nu',
  'xonsh',
  'elvish',
  'pwsh',
]);

/** Start another program, or run a script: what runs is one of their arguments. */
const RUNNERS = new Set([
  'node',
  'nodejs',
  'bun',
  'bunx',
  'deno',
  'tsx',
  'npx',
  'npm',
  'pnpm',
  'yarn',
  'uv',
  'uvx',
  'pipx',
  'poetry',
  'ruby',
  'env',
  'sudo',
  'doas',
  'time',
  'nice',
  'ionice',
  'nohup',
  'stdbuf',
  'timeout',
  'script',
  'caffeinate',
  'exec',
  'op',
  'direnv',
]);
const PYTHON = /^(?:python|pypy)[\d.]*$/u;
/** What these `run` is a script of a package: its name says nothing. */
const SCRIPT_RUNNERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);
/** Words between a runner and what it runs. */
const SUBCOMMANDS = new Set(['run', 'exec', 'dlx', 'x', 'tool', 'script', 'start', '--', 'command']);
/** Programs that show another machine's or another program's screen: their own processes say nothing. */
const REMOTE = new Set([
  'ssh',
  'mosh',
  'mosh-client',
  'docker',
  'podman',
  'kubectl',
  'et',
  'incus',
  'lxc',
  'multipass',
  'vagrant',
  'wsl',
  'wsl.exe',
  'limactl',
  'toolbox',
  'distrobox',
]);
/** Full-screen and line programs whose pane is theirs whatever they run inside. */
const OTHERS = new Set([
  'vi',
  'vim',
  'nvim',
  'view',
  'emacs',
  'nano',
  'hx',
  'helix',
  'kak',
  'micro',
  'less',
  'more',
  'most',
  'man',
  'bat',
  'cat',
  'tail',
  'head',
  'grep',
  'rg',
  'watch',
  'top',
  'htop',
  'btop',
  'atop',
  'iotop',
  'tmux',
  'screen',
  'zellij',
  'git',
  'tig',
  'lazygit',
  'gdb',
  'lldb',
  'make',
  'cargo',
  'go',
  'rustc',
  'gcc',
  'cc',
  'ninja',
  'cmake',
  'psql',
  'mysql',
  'sqlite3',
  'redis-cli',
  'irb',
  'ghci',
  'lua',
  'ranger',
  'nnn',
  'mc',
  'fzf',
  'find',
  'sleep',
  'journalctl',
  'systemctl',
  'ping',
  'curl',
]);

/** Version-number names of self-updating programs (`2.1.228`), and names of threads. */
const NAMELESS = /^(?:\d+(?:\.\d+)+(?:[-+][\w.]+)?|MainThread)$/u;

/** Last part of a path, without a login shell's dash and an executable's ending. `gemini.py` is somebody's script. */
export function baseName(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/^-/u, '')
    .replace(/\.(?:exe|cmd)$/iu, '');
}

export const isShell = (command: string): boolean => SHELLS.has(baseName(command));
export const isOther = (command: string): boolean => OTHERS.has(baseName(command));
export const isRemote = (command: string): boolean => REMOTE.has(baseName(command));
/** Whether it runs other programs or scripts: `node`, `python3.12`, `npx`, `env`, a shell. */
export const isRunner = (name: string): boolean => RUNNERS.has(name) || PYTHON.test(name) || SHELLS.has(name);

/** Whether a name does not say what runs: an interpreter, a wrapper, a shell, a version number, a remote screen. */
export function isOpaque(command: string): boolean {
  const name = baseName(command);
  return name === '' || isRunner(name) || NAMELESS.test(name) || REMOTE.has(name);
}

/** Options of shells that take the next word. */
const SHELL_VALUES = new Set(['-o', '+o', '-O', '+O', '--rcfile', '--init-file', '--init-command', '-C']);

/** A shell that runs something (`bash -c …`, `sh start.sh`), not one that waits at its prompt. */
export function isRunningShell(commandLine: string): boolean {
  const words = commandLine.split(' ').filter((word) => word !== '');
  if (!isShell(words[0] ?? '')) return false;
  for (let i = 1; i < words.length; i++) {
    const word = words[i]!;
    if (SHELL_VALUES.has(word)) i++;
    else if (/^-\w*c$/u.test(word) || !/^[-+]/u.test(word)) return true;
  }
  return false;
}

/** What a command line runs: the paths of its program and, through runners, of the script or package. */
export function programsOf(commandLine: string): string[] {
  const words = commandLine.split(' ').filter((word) => word !== '');
  const found: string[] = [];
  let index = 0;
  // A runner may run a runner: `env X=1 npx -y some-agent`.
  for (let depth = 0; depth < 4 && index < words.length; depth++) {
    const program = words[index]!.replace(/^["']|["']$/gu, '');
    found.push(program);
    if (!isRunner(baseName(program))) break;
    index++;
    if (SCRIPT_RUNNERS.has(baseName(program)) && words[index] === 'run') break;
    while (index < words.length && (/^-|^\w+=/u.test(words[index]!) || SUBCOMMANDS.has(words[index]!)))
      index++;
  }
  return found;
}

/** Whether a command line leaves open what its screen shows: a version number, a thread's name, a remote shell. */
export function saysNothing(commandLine: string): boolean {
  const programs = programsOf(commandLine);
  const last = programs.at(-1);
  return last === undefined || NAMELESS.test(baseName(last)) || isRemote(last);
}
