import { CutoverError } from '../../core/errors.ts';

const BEGIN = '# >>> cutover >>>';
const END = '# <<< cutover <<<';
/** Behind the first marker, where the file had no end of its last line: what was added for it goes with the block. */
const NO_NEWLINE = ' (the line above had no end)';
/** Behind the first marker, where there was no file: an empty one goes with the block. */
const NO_FILE = ' (in a new file)';

/*
 * Texts are bytes read as Latin-1: whatever the user's file is written in comes back as it was.
 */
const BLOCK = new RegExp(
  `^${BEGIN}(${[NO_NEWLINE, NO_FILE].map((note) => note.replace(/[()]/g, '\\$&')).join('|')})?\\r?\\n[^]*?^${END}(?:\\r?\\n|$(?![^]))`,
  'm',
);

/** The text with the block in it, as often as it is asked for. `text` null: there is no file. */
export function withBlock(text: string | null, lines: readonly string[], file: string): string {
  const found = find(text ?? '', file);
  const block = (note: string) =>
    `${[BEGIN + note, ...lines.map((line) => Buffer.from(line, 'utf8').toString('latin1')), END].join('\n')}\n`;
  if (found !== null) {
    return found.before + block(found.note) + found.after;
  }
  if (text === null) return block(NO_FILE);
  const ended = text === '' || text.endsWith('\n');
  return ended ? text + block('') : `${text}\n${block(NO_NEWLINE)}`;
}

/** The text as it was before the block; null: there was no file. The text itself where there is no block. */
export function withoutBlock(text: string, file: string): string | null {
  const found = find(text, file);
  if (found === null) return text;
  const { before, after, note } = found;
  if (note === NO_FILE && before === '' && after === '') return null;
  // What the user has written below it since needs the end of the line above.
  const added = note === NO_NEWLINE && after === '' && before.endsWith('\n');
  return (added ? before.slice(0, -1) : before) + after;
}

function find(text: string, file: string): { before: string; note: string; after: string } | null {
  const match = BLOCK.exec(text);
  const before = match === null ? text : text.slice(0, match.index);
  const after = match === null ? '' : text.slice(match.index + match[0].length);
  const stray = (part: string) => new RegExp(`^(?:${BEGIN}|${END})`, 'm').test(part);
  const inner = match === null ? '' : match[0].slice(BEGIN.length);
  if (stray(before) || stray(after) || inner.includes(`\n${BEGIN}`)) {
    throw new CutoverError(
      'tmux_config_markers',
      `the markers of cutover in ${file} do not belong together`,
      `delete what stands from “${BEGIN}” to “${END}”, and the markers`,
    );
  }
  return match === null ? null : { before, note: match[1] ?? '', after };
}
