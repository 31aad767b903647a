import { Argument, Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import { CutoverError, EXIT, type ExitCode } from '../core/errors.ts';
import { MONITOR_NAMES } from '../core/report.ts';
import { STAGES } from '../core/stage.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { ReplayCockpitOptions } from './commands/replay-cockpit.ts';
import {
  collect,
  numberFrom,
  optionsOf,
  seconds,
  withCockpit,
  withConfig,
  withEngine,
  withFlags,
  withScreen,
  withServer,
} from './options.ts';
import { printError } from './output.ts';
import { addRolloutCommands } from './rollout-commands.ts';
import { addSetupCommands } from './setup-commands.ts';
import { SHOWN } from './show/views.ts';

/** As long as a recording may be asked to take, in seconds. */
const MONTH_S = 31 * 24 * 3600;

/*
 * Each command is loaded when it is asked for: `--version` and a rollback must not wait for the cockpit's libraries.
 */
function program(setExit: (code: ExitCode) => void): Command {
  const cutover = new Command('cutover')
    .description('A cockpit for the staged rollout of a new agent monitor over tmux.')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })
    .addHelpText('after', HELP_END);
  const add = (name: string, description: string) => cutover.command(name).description(description);

  withCockpit(withConfig(withFlags(withServer(cutover.allowExcessArguments()))))
    .option('--no-server', 'the engine in this process: it ends with the cockpit')
    .action(async (_, command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) {
        throw new CutoverError('usage', `there is no command ${unknown}`, 'see cutover --help', EXIT.usage);
      }
      await (await import('./commands/cockpit.ts')).cockpit(optionsOf(command));
    });

  withCockpit(add('demo', 'the cockpit over a tmux server of its own with recorded agents')).action(
    async (_, command) => {
      await (await import('./commands/demo.ts')).demo(optionsOf(command));
    },
  );

  withEngine(
    withConfig(withFlags(withServer(add('server', 'the engine without a window: windows connect to it')))),
  )
    .option('--foreground', 'in this process, what happens on standard output: for systemd and containers')
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/server.ts')).server(optionsOf(command));
    });
  withFlags(withServer(add('kill-server', 'end the engine that runs without a window')))
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/server.ts')).killServer(optionsOf(command));
    });

  withConfig(
    withFlags(
      withServer(add('once', 'run both monitors once and compare them; exit code 3 when they differ')),
    ),
  )
    .option('--json', 'as one JSON document')
    .action(async (_, command) =>
      setExit(await (await import('./commands/once.ts')).once(optionsOf(command))),
    );

  withConfig(withFlags(withServer(add('show', 'what the cockpit shows, as text or as JSON'))))
    .addArgument(new Argument('<view>', 'what of it').choices(SHOWN))
    .argument('[target]', 'with agent: which one, as SESSION:WINDOW.PANE or as %PANE')
    .option('--width <cells>', 'of a line (default: the terminal’s, else 100)', numberFrom(40, 1000, 'cells'))
    .option('--json', 'as one JSON document')
    .action(async (view, target, _, command) => {
      await (await import('./commands/show.ts')).show(view, target, optionsOf(command));
    });

  withConfig(withServer(add('explain [target]', 'which rule judges a pane or a screen, and what came close')))
    .option('--file <file>', 'a screen in a file, instead of a pane')
    .option('--case <name>', 'the file is a recording: this case of it')
    .option('--agent <kind>', 'take it for this agent')
    .option('--title <title>', "the pane's title, with --file")
    .option('--command <command>', "the pane's command, with --file")
    .option('--json', 'as one JSON document')
    .action(async (target, _, command) => {
      await (await import('./commands/explain.ts')).explainCommand(target, optionsOf(command));
    });

  withScreen(withConfig(add('replay <file>', 'what the monitors say of a recording')))
    .addOption(new Option('--monitor <name>', 'only this one').choices(MONITOR_NAMES))
    .option('--score', 'accuracy against the labels, per agent and state, and the confusion table')
    .addOption(
      new Option('--verdicts', 'every change of verdict with its time, as it was live').conflicts('score'),
    )
    .addOption(
      new Option('--cockpit', 'the cockpit with both monitors on the recorded panes').conflicts([
        'score',
        'verdicts',
        'json',
        'monitor',
      ]),
    )
    .addOption(
      new Option('--speed <times>', 'how many times as fast as recorded (1); opens the cockpit')
        .argParser(numberFrom(0.1, 100, 'a number'))
        .conflicts(['score', 'verdicts', 'json', 'monitor']),
    )
    .option('--interval <seconds>', 'time between looks (1 with --verdicts, 5 in the cockpit)', seconds)
    .addOption(
      new Option('--compare <when>', 'in the cockpit, as there')
        .choices(['always', 'flag'])
        .default('always'),
    )
    .option('--json', 'a line of JSON for each case and monitor, or for each change')
    .action(async (file, _, command) => {
      const options = optionsOf<ReplayOptions & ReplayCockpitOptions & { cockpit?: boolean }>(command);
      if (options.cockpit === true || options.speed !== undefined)
        await (await import('./commands/replay-cockpit.ts')).replayCockpit(file, options);
      else await (await import('./commands/replay.ts')).replayCommand(file, options);
    });

  withConfig(withServer(add('record <file>', 'write the changing screens of panes to a recording')))
    .option('--filter <text>', 'panes whose target, window, title, command or agent has it (default: agents)')
    .option('--duration <seconds>', 'how long (default: until Ctrl-C)', numberFrom(0.2, MONTH_S, 'seconds'))
    .option('--interval <seconds>', 'time between looks', seconds, 1)
    .addOption(
      new Option('--redact <pattern>', 'hide what this regular expression matches; may be given again')
        .argParser(collect)
        .default([], 'nothing'),
    )
    .option('--append', 'go on with a recording that is there')
    .addOption(new Option('--force', 'replace a file that is there').conflicts('append'))
    .action(async (file, _, command) => {
      await (await import('./commands/record.ts')).recordCommand(file, optionsOf(command));
    });

  const agents = withConfig(add('agents', 'the agents that are known, and where their rules come from'))
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/agents.ts')).listAgents(optionsOf(command));
    });
  withConfig(agents.command('check [file]').description('whether a file of a custom agent would be taken'))
    .option('--json', 'as one JSON document')
    .action(async (file, _, command) =>
      setExit(await (await import('./commands/agents.ts')).checkAgents(file, optionsOf(command))),
    );

  const stage = add('stage', 'the stage of the rollout');
  withFlags(stage.command('get').description('the stage that holds'))
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/stage.ts')).stageGet(optionsOf(command));
    });
  withFlags(stage.command('set <stage>').description(`change it to ${STAGES.join(', ')}`))
    .option('--yes', 'do not ask')
    .option('--why <reason>', 'the reason, for the record')
    .option('--json', 'as one JSON document')
    .action(async (name, _, command) =>
      setExit(await (await import('./commands/stage.ts')).stageSet(name, optionsOf(command))),
    );

  withFlags(add('rollback', 'legacy alone from the next cycle on; asks nothing'))
    .option('--why <reason>', 'the reason, for the record')
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/stage.ts')).rollback(optionsOf(command));
    });

  addRolloutCommands(add, setExit);
  addSetupCommands(add, setExit);

  const labels = withFlags(add('labels', 'what operators have said of differences and screens'))
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/labels.ts')).labelsList(optionsOf(command));
    });
  withFlags(labels.command('export <file>').description('the labelled screens as a recording')).action(
    async (file, _, command) => {
      await (await import('./commands/labels.ts')).labelsExport(file, optionsOf(command));
    },
  );

  const flags = add('flags', 'the flags file');
  withFlags(flags.command('get [field]').description('the flags as they hold, after the environment'))
    .option('--json', 'as one JSON document')
    .action(async (field, _, command) => {
      await (await import('./commands/flags.ts')).flagsGet(field, optionsOf(command));
    });
  withFlags(flags.command('path').description('which file it is')).action(async (_, command) => {
    (await import('./commands/flags.ts')).flagsPath(optionsOf(command));
  });
  withFlags(flags.command('check').description('whether the file would be taken'))
    .option('--json', 'as one JSON document')
    .action(async (_, command) =>
      setExit(await (await import('./commands/flags.ts')).flagsCheck(optionsOf(command))),
    );
  return cutover;
}

const HELP_END = `
Exit codes: 0 fine, 1 error, 2 wrong usage, 3 the monitors differ (once).`;

/** Commander writes "error: …" and a line about --help; here an error is one line that names the program. */
function usageError(text: string): string {
  return `cutover: ${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')}; see cutover --help\n`;
}

async function main(): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  try {
    await program((code) => {
      exit = code;
    }).parseAsync();
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return error instanceof CutoverError || error instanceof Error
      ? printError(error)
      : printError(String(error));
  }
}

const code = await main();
// The cockpit says by itself when it was ended by a signal or a crash.
if (code !== EXIT.ok) process.exitCode = code;
