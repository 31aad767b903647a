import { shellWord } from '../tmux-config/quote.ts';
import { allOf, type CommandSpec, type Value, valueWords } from './spec.ts';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join('|');

/** Lines of a case for each place at which something is known: `assign` says how a value is kept. */
function valueCases(
  root: CommandSpec,
  assign: (value: Value) => string,
): { options: string[]; args: string[] } {
  const all = allOf(root);
  const known = (value: Value | null): value is Value =>
    value !== null && (value.files || value.choices.length > 0);
  const options = all.flatMap((command) =>
    command.options
      .filter(({ value }) => known(value))
      .map(({ names, value }) => {
        const places = quoted(names.map((name) => `${command.at} ${name}`));
        return `    ${places}) ${assign(value!)} ;;`;
      }),
  );
  const args = all.flatMap((command) =>
    command.arguments.flatMap((value, i) =>
      known(value) ? [`    '${command.at} ${i}') ${assign(value)} ;;`] : [],
    ),
  );
  return { options, args };
}

/** How far the words before the cursor lead: into which command, and how many arguments it has had. */
function walk(root: CommandSpec): string[] {
  const paths = allOf(root).filter(({ at }) => at !== '');
  return [
    '    case "$at $word" in',
    `      ${quoted(valueWords(root))}) skip=1 ;;`,
    `      ${quoted(paths.map(({ at }) => at))}) at="$at $word" ;;`,
    "      *' -'*) ;;",
    '      *) n=$((n + 1)) ;;',
    '    esac',
  ];
}

/** The completion of bash 3.2 and newer. */
export function bashCompletion(root: CommandSpec): string {
  const assign = ({ files, choices }: Value) =>
    files ? 'files=1' : `values=${shellWord(choices.join(' '))}`;
  const { options, args } = valueCases(root, assign);
  return [
    '# Completion of cutover for bash. In ~/.bashrc: source <(cutover completion bash)',
    '_cutover() {',
    '  local cur prev at= word skip= n=0 i commands= options= values= files=',
    '  COMPREPLY=()',
    `  cur=\${COMP_WORDS[COMP_CWORD]}`,
    `  prev=\${COMP_WORDS[COMP_CWORD-1]}`,
    '  # bash takes --option=value apart at the sign.',
    `  if [ "$prev" = "=" ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi`,
    '  if [ "$cur" = "=" ]; then cur=; fi',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    word=\${COMP_WORDS[i]}`,
    '    if [ "$word" = "=" ]; then continue; fi',
    '    if [ -n "$skip" ]; then skip=; continue; fi',
    ...walk(root),
    '  done',
    '  case "$at" in',
    ...allOf(root).map(
      ({ at, commands, options: own }) =>
        `    '${at}') commands='${commands.map(({ name }) => name).join(' ')}' options='${own
          .flatMap(({ names }) => names)
          .join(' ')}' ;;`,
    ),
    '  esac',
    '  case "$at $prev" in',
    ...options,
    '    *) if [ -z "$skip" ]; then case "$at $n" in',
    ...args,
    '    esac; fi ;;',
    '  esac',
    "  local IFS=$' \\n'",
    '  case "$cur" in',
    '    -*) if [ -z "$skip" ]; then COMPREPLY=($(compgen -W "$options" -- "$cur")); fi; return ;;',
    '  esac',
    '  if [ -n "$files" ]; then',
    '    compopt -o filenames 2>/dev/null',
    "    IFS=$'\\n'",
    '    COMPREPLY=($(compgen -f -- "$cur"))',
    '  elif [ -n "$values" ]; then',
    '    COMPREPLY=($(compgen -W "$values" -- "$cur"))',
    '  elif [ -z "$skip" ] && [ "$n" = 0 ]; then',
    '    COMPREPLY=($(compgen -W "$commands" -- "$cur"))',
    '  fi',
    '}',
    'complete -F _cutover cutover',
    '',
  ].join('\n');
}

/** The completion of zsh. */
export function zshCompletion(root: CommandSpec): string {
  const assign = ({ files, choices }: Value) => (files ? 'files=1' : `values=(${choices.join(' ')})`);
  const { options, args } = valueCases(root, assign);
  const described = (name: string, description: string) =>
    shellWord(`${name}:${description.replaceAll('\n', ' ')}`);
  return [
    '#compdef cutover',
    '# Completion of cutover for zsh. In ~/.zshrc, after compinit: source <(cutover completion zsh)',
    '_cutover() {',
    "  local at='' word='' skip='' files='' prev=\"$words[CURRENT-1]\" i n=0",
    '  local -a commands options values',
    '  for ((i = 2; i < CURRENT; i++)); do',
    '    word=$words[i]',
    '    if [[ -n $skip ]]; then skip=; continue; fi',
    ...walk(root),
    '  done',
    `  if [[ $PREFIX == --*=* ]]; then prev=\${PREFIX%%=*}; compset -P '*='; fi`,
    '  case "$at" in',
    ...allOf(root).flatMap(({ at, commands, options: own }) => [
      `    '${at}')`,
      `      commands=(${commands.map(({ name, description }) => described(name, description)).join(' ')})`,
      `      options=(${own
        .flatMap(({ names, description }) => names.map((name) => described(name, description)))
        .join(' ')})`,
      '      ;;',
    ]),
    '  esac',
    '  case "$at $prev" in',
    ...options,
    '    *) if [[ -z $skip ]]; then case "$at $n" in',
    ...args,
    '    esac; fi ;;',
    '  esac',
    '  if [[ $PREFIX == -* ]]; then',
    "    [[ -z $skip ]] && _describe -o 'option' options",
    '  elif [[ -n $files ]]; then',
    '    _files',
    '  elif (( $#values )); then',
    '    compadd -- $values',
    '  elif [[ -z $skip && $n == 0 ]]; then',
    "    _describe 'command' commands",
    '  fi',
    '}',
    'if [[ $funcstack[1] == _cutover ]]; then _cutover "$@"; else compdef _cutover cutover; fi',
    '',
  ].join('\n');
}
