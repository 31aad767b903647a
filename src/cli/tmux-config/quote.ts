/**
 * A word as every usual shell reads it back (sh, bash, zsh, fish): a backslash inside quotes is not the same in all. A `#`
 * stands alone as well: tmux's formats leave `##[` as it is, where `##` is a `#` elsewhere.
 */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(word)) return word;
  return `'${word.replace(/['\\#]/g, (char) => `'\\${char}'`)}'`;
}

/** A command line of these words. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word of a tmux command. In single quotes tmux expands nothing; in double quotes variables and backslashes. */
export function tmuxWord(word: string): string {
  if (/^[A-Za-z0-9_@+:,./-][A-Za-z0-9_@+:,./%-]*$/.test(word)) return word;
  // Commands stand in commands: quotes of two kinds can be read, those of one kind in each other cannot.
  if (word.includes("'") && !/["$\\]/.test(word)) return `"${word}"`;
  return `'${word.replace(/'/g, "'\\''")}'`;
}

/** A tmux command of these words. */
export function tmuxCommand(words: readonly string[]): string {
  return words.map(tmuxWord).join(' ');
}

/** A shell command that tmux's formats give back as it is: `#` begins whatever they do, and `##` is a `#`. */
export function tmuxLiteral(text: string): string {
  return text.replaceAll('#', '##');
}
