import { Argument, type Command, Option } from 'commander';
import type { ExitCode } from '../core/errors.ts';
import { optionsOf, withConfig, withFlags, withServer } from './options.ts';
import { DEFAULT_KEYS } from './tmux-config/bindings.ts';

/** Shells whose completion can be had. */
const SHELLS = ['bash', 'zsh', 'fish'] as const;

type Add = (name: string, description: string) => Command;

/** Adds what sets cutover up in tmux and the shell. Each command is loaded when it is asked for. */
export function addSetupCommands(add: Add, setExit: (code: ExitCode) => void): void {
  withConfig(withFlags(withServer(add('tmux', 'keys, a menu and a status segment for your tmux config'))))
    .addOption(new Option('--print', 'show the lines (default)').conflicts(['install', 'uninstall']))
    .addOption(
      new Option('--install [file]', 'write them into it, with a backup (default: your own)').conflicts(
        'uninstall',
      ),
    )
    .option('--uninstall [file]', 'take them out of it again')
    .option('--popup-key <key>', 'after the prefix: the cockpit', DEFAULT_KEYS.popup)
    .option('--menu-key <key>', 'after the prefix: the menu', DEFAULT_KEYS.menu)
    .option('--rollback-key <key>', 'after the prefix: roll back, after a y', DEFAULT_KEYS.rollback)
    .action(async (_, command) => {
      await (await import('./commands/tmux.ts')).tmuxConfig(optionsOf(command));
    });

  withConfig(
    withFlags(withServer(add('doctor', 'whether all that is needed is there; exit code 1 when not'))),
  )
    .option('--json', 'as one JSON document')
    .action(async (_, command) =>
      setExit(await (await import('./commands/doctor.ts')).doctor(optionsOf(command))),
    );

  add('completion', 'the completion of commands and options for a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action(async (shell, _, command) => {
      (await import('./commands/completion.ts')).completion(shell, command);
    });
}
