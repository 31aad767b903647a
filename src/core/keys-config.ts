import { z } from 'zod';

const NAMES = [
  'up',
  'down',
  'left',
  'right',
  'pageup',
  'pagedown',
  'home',
  'end',
  'enter',
  'escape',
  'tab',
  'shift-tab',
  'backspace',
];
/** What a terminal sends for these is the same as for another key. */
const SAME: Record<string, string> = {
  'ctrl-i': 'tab',
  'ctrl-m': 'enter',
  'ctrl-j': 'enter',
  'ctrl-h': 'backspace',
};

/** The name of a key as the cockpit knows it, from how it is written in the settings; null: there is no such key. */
export function keyName(written: string): string | null {
  if ([...written].length === 1) return /[\p{L}\p{N}\p{P}\p{S}]/u.test(written) ? written : null;
  const name = written.toLowerCase();
  if (name === 'space') return ' ';
  if (NAMES.includes(name)) return name;
  return /^ctrl-[a-z\]]$/.test(name) && SAME[name] === undefined ? name : null;
}

function problemOf(written: string): string | null {
  if (keyName(written) !== null) return null;
  const same = SAME[written.toLowerCase()];
  return same === undefined
    ? `has no such key as "${written}": write a character, ${NAMES.join(', ')}, space, or ctrl- and a letter`
    : `cannot have ${written.toLowerCase()}: a terminal sends the same for ${same}`;
}

const written = z.union([z.string(), z.array(z.string()).max(8), z.null()]);

/** Keys of an operator's own: by command one key, several, or null for none. */
export const keysSchema = z.record(z.string(), written).superRefine((keys, context) => {
  for (const [command, given] of Object.entries(keys))
    for (const key of [given ?? []].flat()) {
      const message = problemOf(key);
      if (message !== null) context.addIssue({ code: 'custom', path: [command], message });
    }
});
export type KeysConfig = z.infer<typeof keysSchema>;

/** Something that is wrong with the keys of an operator's own. */
export interface KeyProblem {
  /** The field under `keys`. */
  command: string;
  message: string;
  mend: string;
}
