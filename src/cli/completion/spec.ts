import type { Command, Option } from 'commander';
import { flagsSchema } from '../../core/flags.ts';
import { STAGES } from '../../core/stage.ts';

/** What may stand at a place of the command line. */
export interface Value {
  choices: readonly string[];
  files: boolean;
}

/** An option as it is completed. */
export interface OptionSpec {
  /** `-L`, `--socket-name`. */
  names: string[];
  description: string;
  /** null: it takes none. */
  value: Value | null;
  /** The value may be left out. */
  optional: boolean;
}

/** A command, or a command of a command. */
export interface CommandSpec {
  /** Names from the program on, each with a space before it: ` stage set`; empty for the program itself. */
  at: string;
  name: string;
  description: string;
  options: OptionSpec[];
  arguments: Value[];
  commands: CommandSpec[];
}

/** What the program takes, as its parser says itself. */
export function specOf(command: Command, at = ''): CommandSpec {
  return {
    at,
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.filter((option) => !option.hidden).map(optionSpec),
      { names: ['-h', '--help'], description: 'display help for command', value: null, optional: false },
    ],
    arguments: command.registeredArguments.map((argument) => valueAt(argument.name(), argument.argChoices)),
    commands: command.commands.map((one) => specOf(one, `${at} ${one.name()}`)),
  };
}

function optionSpec(option: Option): OptionSpec {
  const names = [option.short, option.long].filter((name) => name != null);
  const placeholder = /[<[](.+)[>\]]/.exec(option.flags)?.[1];
  return {
    names,
    description: option.description,
    value: placeholder === undefined ? null : valueAt(placeholder, option.argChoices),
    optional: option.optional,
  };
}

/** The names of placeholders say what is meant, all through the help. */
function valueAt(placeholder: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { choices, files: false };
  if (placeholder === 'stage') return { choices: STAGES, files: false };
  if (placeholder === 'field') return { choices: Object.keys(flagsSchema.shape), files: false };
  return { choices: [], files: ['file', 'dir', 'path', 'scenario'].includes(placeholder) };
}

/** A command and all below it. */
export function allOf(spec: CommandSpec): CommandSpec[] {
  return [spec, ...spec.commands.flatMap(allOf)];
}

/** Words after which the next one is a value: each behind the command that takes it. */
export function valueWords(spec: CommandSpec): string[] {
  return allOf(spec).flatMap(({ at, options }) =>
    options
      .filter(({ value, optional }) => value !== null && !optional)
      .flatMap(({ names }) => names.map((name) => `${at} ${name}`)),
  );
}
