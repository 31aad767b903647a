/** A word of a line: in quotes, or up to a space. */
const WORD = /"(?:\\.|[^"\\])*"|'[^']*'|\S+/g;

/**
 * Which of these keys a tmux config binds after the prefix, by the lines that say so as people write them. For a word of
 * warning: what scripts and plug-ins bind is not seen.
 */
export function boundIn(text: string, keys: readonly string[]): string[] {
  const bound = new Set(text.split('\n').flatMap(boundBy));
  return keys.filter((key) => bound.has(key));
}

function boundBy(line: string): string[] {
  const [command, ...words] = line.trim().match(WORD) ?? [];
  if (command !== 'bind' && command !== 'bind-key') return [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '-N') i++;
    else if (word === '-T') {
      if (words[++i] !== 'prefix') return [];
    } else if (word !== '-r') return word.startsWith('-') && word !== '-' ? [] : [unquoted(word)];
  }
  return [];
}

function unquoted(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word.replace(/^\\(?=.)/, '');
}
