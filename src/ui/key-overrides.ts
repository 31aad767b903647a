import { type KeyProblem, type KeysConfig, keyName } from '../core/keys-config.ts';
import type { Binding, Bound, CommandId, KeyContext } from './binding.ts';
import { fuzzyMatch } from './fuzzy.ts';
import { keyWord, worded } from './key-words.ts';
import { takesText } from './keyboard.ts';
import { BINDINGS } from './keymap.ts';

/** Without these one could not leave, or not roll back. */
const NEEDED: Partial<Record<CommandId, string>> = {
  'quit.now': 'the way to quit from anywhere',
  back: 'the way out of a view',
  cancel: 'the way out of a dialog',
  'filter.clear': 'the way out of the filter',
  'live.stop': 'the way back from typing to an agent',
  'rollback.ask': 'the way to roll back',
  'rollback.confirm': 'the way to roll back',
};

const MANUAL = 'docs/keys.md lists the commands and their keys';

const PLACES: Record<KeyContext, string> = {
  dashboard: 'on the dashboard',
  agent: "in an agent's view",
  differences: 'in the differences',
  live: 'in the live pane',
  live_typing: 'while an agent is typed to',
  filter: 'in the filter',
  palette: 'in the palette',
  help: 'in the help',
  message: 'in a message',
  choice_dialog: 'in a list of choices',
  stage_dialog: 'in the dialog of a stage',
  form: 'in a form',
  confirm_dialog: 'in a dialog that asks',
  rollback_dialog: 'in the dialog of a rollback',
};

function wanted(keys: KeysConfig, command: string): string[] | undefined {
  const given = keys[command];
  if (given === undefined) return undefined;
  return [given ?? []].flat().flatMap((key) => keyName(key) ?? []);
}

const isText = (key: string): boolean => [...key].length === 1;

/** The binding with these keys. Where text is typed a letter is text: there it keeps the keys it came with. */
function rebound(binding: Bound, keys: readonly string[]): Bound[] {
  const typing = binding.contexts.filter(takesText);
  const others = binding.contexts.filter((context) => !takesText(context));
  const usable = keys.filter((key) => !isText(key));
  const there = keys.length > 0 && usable.length === 0 ? binding.keys : usable;
  return [
    { ...binding, keys, contexts: others },
    { ...binding, keys: there, contexts: typing },
  ].filter(({ contexts }) => contexts.length > 0);
}

function clash(one: Bound, other: Bound, key: string, context: KeyContext): boolean {
  const uses = (b: Bound) => b.contexts.includes(context) && b.keys.includes(key);
  return one.command !== other.command && uses(one) && uses(other);
}

/** Whether the two share this key here as they come: then they are never alive at the same time. */
function always(one: Bound, other: Bound, key: string, context: KeyContext): boolean {
  const has = (command: CommandId) =>
    BINDINGS.some((b) => b.command === command && b.contexts.includes(context) && b.keys.includes(key));
  return has(one.command) && has(other.command);
}

function conflicts(bindings: readonly Bound[], keys: KeysConfig): KeyProblem[] {
  const found = new Map<string, KeyProblem>();
  for (const one of bindings.filter(({ command }) => keys[command] !== undefined))
    for (const context of one.contexts)
      for (const key of one.keys) {
        const other = bindings.find((b) => clash(one, b, key, context) && !always(one, b, key, context));
        const pair = [one.command, other?.command].sort().join(' ');
        if (other === undefined || found.has(pair)) continue;
        found.set(pair, {
          command: one.command,
          message: `${keyWord(key)} is also the key of ${other.command} ${PLACES[context]}`,
          mend: `give one of the two another key; ${MANUAL}`,
        });
      }
  return [...found.values()];
}

function nearest(command: string): string {
  const known = [...new Set(BINDINGS.map((b) => b.command))];
  const score = (name: string) => (fuzzyMatch(command, name) ?? fuzzyMatch(name, command))?.score ?? -1;
  const [best] = known.sort((a, b) => score(b) - score(a));
  return best !== undefined && score(best) > 0 ? `is it ${best}? ${MANUAL}` : MANUAL;
}

/** The registry with the keys of an operator's own in it, and what is wrong with them. */
export function withKeys(keys: KeysConfig): { bindings: readonly Binding[]; problems: KeyProblem[] } {
  const commands = new Set<string>(BINDINGS.map((b) => b.command));
  const problems: KeyProblem[] = [];
  for (const command of Object.keys(keys)) {
    const need = NEEDED[command as CommandId];
    if (!commands.has(command)) problems.push({ command, message: 'is no command', mend: nearest(command) });
    else if (need !== undefined && wanted(keys, command)?.length === 0)
      problems.push({ command, message: `needs a key: it is ${need}`, mend: 'give it one, or leave it out' });
  }
  const bound = BINDINGS.flatMap((binding): Bound[] => {
    const own = wanted(keys, binding.command);
    return own === undefined ? [binding] : rebound(binding, own);
  });
  return { bindings: worded(bound), problems: [...problems, ...conflicts(bound, keys)] };
}
