import { Argument, type Command, Option } from 'commander';
import { AGENT_STATES } from '../core/agent-states.ts';
import { VERDICTS } from '../core/check.ts';
import type { ExitCode } from '../core/errors.ts';
import { STAGES } from '../core/stage.ts';
import { collect, numberFrom, optionsOf, withConfig, withFlags, withServer } from './options.ts';

/** As long as may be waited, in seconds. */
const LONGEST_WAIT_S = 31 * 24 * 3600;
/** Most records or events that are listed at once. */
const MOST_LINES = 100_000;

type Add = (name: string, description: string) => Command;

/** Adds what steers and explains the rollout. Each command is loaded when it is asked for. */
export function addRolloutCommands(add: Add, setExit: (code: ExitCode) => void): void {
  addActs(add);
  addReports(add, setExit);
  addConfig(add, setExit);
  const notify = add('notify', 'notices: who is told of what');
  withConfig(withServer(notify.command('test').description('send a test notice by every rule')))
    .option('--json', 'as one JSON document')
    .action(async (_, command) =>
      setExit(await (await import('./commands/notify.ts')).notifyTest(optionsOf(command))),
    );
}

function addActs(add: Add): void {
  const act = (name: string, description: string) =>
    withConfig(withFlags(add(name, description)))
      .option('--why <reason>', 'the reason, for the record')
      .option('--json', 'as one JSON document');
  const acts = () => import('./commands/rollout.ts');

  act('pause', 'hold the rollout where it is; a rollback is not held').action(async (_, command) => {
    await (await acts()).pause(optionsOf(command));
  });
  act('resume', 'let it go on').action(async (_, command) => {
    await (await acts()).resume(optionsOf(command));
  });
  act('approve', 'approve the next stage as it is seen now').action(async (_, command) => {
    await (await acts()).approve(optionsOf(command));
  });
  act('freeze [span]', 'no promotion for so long (12h, 2d), or until unfreeze').action(
    async (span, _, command) => {
      await (await acts()).freeze(span, optionsOf(command));
    },
  );
  act('unfreeze', 'lift the freeze').action(async (_, command) => {
    await (await acts()).unfreeze(optionsOf(command));
  });
  act('retry [stage]', 'begin again after a rollback (default: at canary)').action(
    async (stage, _, command) => {
      await (await acts()).retry(stage, optionsOf(command));
    },
  );
  act('drill', 'roll back for the exercise, until legacy has served, and restore the stage').action(
    async (_, command) => {
      await (await acts()).drill(optionsOf(command));
    },
  );
}

function addReports(add: Add, setExit: (code: ExitCode) => void): void {
  withFlags(add('status', 'how the rollout stands: gates, bake, forecast'))
    .addOption(
      new Option('--format <format>', '`tmux`, or a template: "{stage} {bake} of {bake_of}"').conflicts(
        'json',
      ),
    )
    .option('--json', 'as one JSON document')
    .action(async (_, command) => {
      await (await import('./commands/status.ts')).status(optionsOf(command));
    });
  withFlags(withServer(add('watch', 'a line for each cycle of the server that runs')))
    .option('--json', 'a line of JSON for each')
    .action(async (_, command) => {
      await (await import('./commands/watch.ts')).watch(optionsOf(command));
    });
  withFlags(withServer(add('wait', 'until a stage, a verdict or a state of an agent is reached')))
    .addOption(new Option('--stage <stage>', 'this stage').choices(STAGES))
    .addOption(new Option('--verdict <verdict>', 'all checks together').choices(VERDICTS))
    .option('--agent <target>', 'this agent, as session:window.pane or %pane, with --state')
    .addOption(new Option('--state <state>', 'what it is to do').choices(AGENT_STATES))
    .option('--timeout <seconds>', 'exit code 1 after so long', numberFrom(0.1, LONGEST_WAIT_S, 'seconds'))
    .option('--json', 'the cycle in which it was so, as JSON')
    .action(async (_, command) => {
      await (await import('./commands/watch.ts')).wait(optionsOf(command));
    });

  const lines = (command: Command) =>
    command.option('--limit <lines>', 'the last so many', numberFrom(1, MOST_LINES, 'a number'), 50);
  const decisions = lines(withFlags(add('decisions', 'what was decided, and why')))
    .option('--journal <file>', 'a journal elsewhere')
    .option('--json', 'a line of JSON for each, with all inputs')
    .action(async (_, command) => {
      (await import('./commands/decisions.ts')).decisions(optionsOf(command));
    });
  withFlags(
    decisions.command('verify').description('make every stored decision again; exit code 1 if one differs'),
  )
    .option('--journal <file>', 'a journal elsewhere')
    .option('--json', 'as one JSON document')
    .action(async (_, command) =>
      setExit((await import('./commands/decisions.ts')).verifyDecisions(optionsOf(command))),
    );

  lines(withFlags(add('actions', 'what was done to agents: PMs brought back, notices, messages sent')))
    .option('--journal <file>', 'a journal elsewhere')
    .option('--json', 'a line of JSON for each')
    .action(async (_, command) => {
      (await import('./commands/actions.ts')).actions(optionsOf(command));
    });

  lines(withFlags(add('events', 'what happened')))
    .option('--follow', 'and what happens, until Ctrl-C')
    .option('--json', 'a line of JSON for each')
    .action(async (_, command) => {
      await (await import('./commands/events.ts')).events(optionsOf(command));
    });

  withConfig(withFlags(add('simulate [scenario]', 'a rollout on a virtual clock: days in seconds')))
    .option('--journal <file>', 'keep the journal of it')
    .option(
      '--what-if <setting=value>',
      'judge the real evidence by another bound; may be given again',
      collect,
      [],
    )
    .option('--json', 'as one JSON document')
    .action(async (file, _, command) => {
      await (await import('./commands/simulate.ts')).simulateCommand(file, optionsOf(command));
    });
}

function addConfig(add: Add, setExit: (code: ExitCode) => void): void {
  const config = add('config', 'the settings of the rollout and of its checks');
  config
    .command('schema')
    .description('what config.json, or the report of a monitor of your own, may say, as a JSON schema')
    .addArgument(new Argument('[of]', 'which of them').choices(['config', 'report']).default('config'))
    .action(async (of) => {
      (await import('./commands/config.ts')).configSchema(of);
    });
  withConfig(config.command('check [file]').description('whether it would be taken'))
    .option('--json', 'as one JSON document')
    .action(async (file, _, command) =>
      setExit(await (await import('./commands/config.ts')).configCheck(file, optionsOf(command))),
    );
}
