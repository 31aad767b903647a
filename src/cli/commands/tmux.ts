import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { CutoverError, EXIT } from '../../core/errors.ts';
import { stripControls } from '../../core/text.ts';
import { isTooOld, tooOld } from '../../core/tmux-failure.ts';
import { findFlags } from '../../server/direct.ts';
import { print } from '../output.ts';
import { type Called, configLines, KEY_NAME, type Keys } from '../tmux-config/bindings.ts';
import { withBlock, withoutBlock } from '../tmux-config/block.ts';
import { locateTmuxConfig, readTmuxConfig, removeTmuxConfig, writeTmuxConfig } from '../tmux-config/file.ts';
import { shellCommand, shellWord } from '../tmux-config/quote.ts';
import { boundIn } from '../tmux-config/taken.ts';

/** Options of `cutover tmux`. */
export interface TmuxOptions {
  socketName?: string;
  socketPath?: string;
  flags?: string;
  config?: string;
  /** true: the user's own file. */
  install?: string | true;
  uninstall?: string | true;
  popupKey: string;
  menuKey: string;
  rollbackKey: string;
}

/** `cutover tmux`: shows, writes or removes the lines for the user's tmux config. Never touches a running tmux. */
export async function tmuxConfig(options: TmuxOptions): Promise<void> {
  if (options.uninstall !== undefined) return uninstall(await fileOf(options.uninstall), options);
  const lines = configLines(calledBy(options), keysOf(options));
  if (options.install === undefined) print(...lines);
  else await install(await fileOf(options.install), lines, options);
}

async function install(path: string, lines: string[], options: TmuxOptions): Promise<void> {
  await requireNewTmux();
  const { real, text } = await readTmuxConfig(path);
  const wanted = withBlock(text, lines, path);
  if (wanted === text) {
    print(`${path} has these lines already`);
    return;
  }
  const backup = await writeTmuxConfig(real, wanted);
  const taken = boundIn(withoutBlock(text ?? '', path) ?? '', Object.values(keysOf(options)));
  print(
    `written: ${path}${backup === null ? '' : `; as it was: ${backup}`}`,
    `prefix ${options.popupKey} opens the cockpit, prefix ${options.menuKey} the menu, prefix ${options.rollbackKey} rolls back after a y`,
    ...taken.map(
      (key) =>
        `${path} binds ${key} as well: the later line holds; --popup-key, --menu-key and --rollback-key name others`,
    ),
    `A tmux that runs takes it after: ${tmuxShell(options, ['source-file', path])}`,
  );
}

async function uninstall(path: string, options: TmuxOptions): Promise<void> {
  const { real, text } = await readTmuxConfig(path);
  const wanted = text === null ? null : withoutBlock(text, path);
  if (text === null || wanted === text) {
    print(`${path} has no lines of cutover`);
    return;
  }
  if (wanted === null) await removeTmuxConfig(real);
  else await writeTmuxConfig(real, wanted);
  const keys = Object.values(keysOf(options)).map((key) => tmuxShell(options, ['unbind-key', key]));
  print(
    `${wanted === null ? 'removed' : 'as it was'}: ${path}`,
    'A tmux that runs keeps the keys until it ends, or until:',
    ...keys.map((line) => `  ${line}`),
  );
}

async function fileOf(given: string | true): Promise<string> {
  return given === true ? locateTmuxConfig(process.env, homedir()) : resolve(given);
}

function tmuxShell(options: TmuxOptions, words: string[]): string {
  return shellCommand(['tmux', ...serverWords(options), ...words]);
}

function serverWords({ socketName, socketPath }: TmuxOptions): string[] {
  if (socketPath !== undefined) return ['-S', resolve(socketPath)];
  return socketName === undefined ? [] : ['-L', socketName];
}

/** Absolute in all: a popup and run-shell do not start in the folder in which this was asked for. */
function calledBy(options: TmuxOptions): Called {
  const { config } = options;
  const called: Called = {
    program: resolve(process.argv[1] ?? 'cutover'),
    server: serverWords(options),
    flags: ['--flags', findFlags(options.flags, process.env)],
    config: config === undefined ? [] : ['--config', resolve(config)],
  };
  for (const word of [called.program, ...called.server, ...called.flags, ...called.config]) {
    if (stripControls(word) === word && !word.includes('\n')) continue;
    throw new CutoverError(
      'usage',
      `a tmux config cannot hold the name ${shellWord(stripControls(word))}`,
      'take a name without control characters',
      EXIT.usage,
    );
  }
  return called;
}

function keysOf({ popupKey, menuKey, rollbackKey }: TmuxOptions): Keys {
  const keys = { popup: popupKey, menu: menuKey, rollback: rollbackKey };
  const given = Object.values(keys);
  const wrong = given.find((key) => !KEY_NAME.test(key));
  if (wrong !== undefined)
    throw new CutoverError('usage', `tmux has no key ${wrong}`, 'name one such as B or C-b', EXIT.usage);
  if (new Set(given).size < given.length)
    throw new CutoverError('usage', 'two of the keys are the same', 'name another one', EXIT.usage);
  return keys;
}

async function requireNewTmux(): Promise<void> {
  let version: string;
  try {
    version = (await promisify(execFile)('tmux', ['-V'])).stdout.trim().replace(/^tmux /, '');
  } catch {
    throw new CutoverError('not_installed', 'tmux is not installed', 'install tmux 3.2 or newer');
  }
  if (isTooOld(version)) throw tooOld(version);
}
