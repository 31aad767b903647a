/** The words of a command as `tmux list-keys` prints it: bare, in single or in double quotes, with backslashes. */
export function tmuxWords(line: string): string[] {
  const words: string[] = [];
  const bytes: number[] = [];
  const put = (text: string) => bytes.push(...Buffer.from(text, 'utf8'));
  let quote = '';
  let open = false;
  const chars = [...line];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (quote === "'" ? char === "'" : quote === '"' && char === '"') quote = '';
    else if (quote === '' && (char === "'" || char === '"')) [quote, open] = [char, true];
    else if (quote === '' && char === ' ') {
      if (open) words.push(Buffer.from(bytes.splice(0)).toString('utf8'));
      open = false;
    } else if (char === '\\' && quote !== "'") {
      const octal = /^[0-7]{3}/.exec(chars.slice(i + 1, i + 4).join(''))?.[0];
      if (octal === undefined) put(chars[++i] ?? '');
      else {
        bytes.push(Number.parseInt(octal, 8));
        i += 3;
      }
      open = true;
    } else {
      put(char);
      open = true;
    }
  }
  if (open) words.push(Buffer.from(bytes).toString('utf8'));
  return words;
}
