import type { CommandId, KeyContext } from '../../src/ui/binding.ts';
import { BINDINGS } from '../../src/ui/keymap.ts';

/** What a terminal sends for keys that have no character. */
const SENT: Record<string, string> = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pagedown: '\u001b[6~',
  pageup: '\u001b[5~',
};

/** What the first key of a command sends where it is pressed. Throws when it has none there. */
export function keyFor(command: CommandId, context: KeyContext): string {
  const bound = BINDINGS.find((one) => one.command === command && one.contexts.includes(context));
  const key = bound?.keys[0];
  if (key === undefined) throw new Error(`${command} has no key in ${context}`);
  const sent = SENT[key] ?? key;
  if (sent.length > 1 && !sent.startsWith('\u001b')) throw new Error(`what ${key} sends is not known`);
  return sent;
}
