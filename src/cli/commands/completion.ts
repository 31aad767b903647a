import type { Command } from 'commander';
import { fishCompletion } from '../completion/fish.ts';
import { bashCompletion, zshCompletion } from '../completion/posix.ts';
import { specOf } from '../completion/spec.ts';

const MAKE = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `cutover completion SHELL`: the completion of all commands and options, as the program's parser knows them. */
export function completion(shell: keyof typeof MAKE, command: Command): void {
  let root = command;
  while (root.parent !== null) root = root.parent;
  process.stdout.write(MAKE[shell](specOf(root)));
}
