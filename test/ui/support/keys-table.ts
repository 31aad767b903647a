import type { Binding, KeyContext } from '../../../src/ui/binding.ts';
import { keyWord } from '../../../src/ui/key-words.ts';
import { BINDINGS } from '../../../src/ui/keymap.ts';

const HEADINGS: Record<KeyContext, string> = {
  dashboard: 'Dashboard',
  agent: 'An agent',
  differences: 'Differences',
  live: 'Live pane',
  live_typing: 'Live pane, while its agent is typed to',
  filter: 'While the filter is typed',
  palette: 'Palette',
  help: 'Help, and the explanation of a verdict',
  message: 'Messages, the proof of a rollback, what is wrong',
  choice_dialog: 'Lists of choices: how long to ignore, what a screen shows',
  stage_dialog: 'The dialog of a stage',
  form: 'Dialogs in which something is typed',
  confirm_dialog: 'Dialogs that ask: approval, drill',
  rollback_dialog: 'The dialog of a rollback',
};

const code = (key: string): string => `\`${keyWord(key)}\``;

function row({ keys, command, label, help, writes }: Binding): string {
  const words = help ?? label ?? '';
  return `| ${keys.map(code).join(' ') || '–'} | ${words}${writes ? ' ✎' : ''} | \`${command}\` |`;
}

/** The keys of every place, as docs/keys.md has them. */
export function keysTable(): string {
  return Object.entries(HEADINGS)
    .map(([context, heading]) => {
      const bound = BINDINGS.filter((b) => b.contexts.some((one) => one === context));
      return [`### ${heading}`, '', '| keys | | command |', '|---|---|---|', ...bound.map(row)].join('\n');
    })
    .join('\n\n');
}
