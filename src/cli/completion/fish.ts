import { shellWord } from '../tmux-config/quote.ts';
import { allOf, type CommandSpec, type OptionSpec, type Value, valueWords } from './spec.ts';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

/** What a value is completed with, as options of fish's `complete`. */
function valueArguments({ files, choices }: Value): string {
  if (files) return '-F';
  return choices.length === 0 ? '-f' : `-f -a ${shellWord(choices.join(' '))}`;
}

function optionLine(condition: string, { names, description, value, optional }: OptionSpec): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = value === null ? '' : `${optional ? '' : ' -r'} ${valueArguments(value)}`;
  return `${condition} ${flags.join(' ')}${takes} -d ${shellWord(description.replaceAll('\n', ' '))}`;
}

/** The completion of fish. */
export function fishCompletion(root: CommandSpec): string {
  const paths = allOf(root).filter(({ at }) => at !== '');
  return [
    '# Completion of cutover for fish. Once: cutover completion fish > ~/.config/fish/completions/cutover.fish',
    'function __cutover_at',
    "    set -l at ''",
    "    set -l skip ''",
    '    set -l n 0',
    '    for word in (commandline -opc)[2..-1]',
    '        if test -n "$skip"',
    "            set skip ''",
    '            continue',
    '        end',
    '        switch "$at $word"',
    `            case ${quoted(valueWords(root))}`,
    '                set skip 1',
    `            case ${quoted(paths.map(({ at }) => at))}`,
    '                set at "$at $word"',
    "            case '* -*'",
    "            case '*'",
    '                set n (math $n + 1)',
    '        end',
    '    end',
    '    test "$at" = "$argv[1]"; and test (count $argv) = 1 -o "$n" = "$argv[2]"',
    'end',
    'complete -c cutover -f',
    ...allOf(root).flatMap(({ at, commands, options, arguments: args }) => [
      ...commands.map(
        ({ name, description }) =>
          `complete -c cutover -n "__cutover_at '${at}' 0" -a ${name} -d ${shellWord(description)}`,
      ),
      ...options.map((option) => optionLine(`complete -c cutover -n "__cutover_at '${at}'"`, option)),
      ...args.flatMap((value, i) =>
        value.files || value.choices.length > 0
          ? [`complete -c cutover -n "__cutover_at '${at}' ${i}" ${valueArguments(value)}`]
          : [],
      ),
    ]),
    '',
  ].join('\n');
}
