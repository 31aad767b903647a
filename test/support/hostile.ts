/** What a hostile program may print, call itself or put into its title; a word in each tells that it has arrived. */
export const INJECTIONS: Readonly<Record<string, string>> = {
  'the clipboard (OSC 52)': '\u001b]52;c;cHduZWQ=\u0007pwclip',
  'the clipboard, ended by ST': '\u001b]52;p;cHduZWQ=\u001b\\pwclst',
  'a link (OSC 8)': '\u001b]8;;http://pwned.example\u001b\\pwlink\u001b]8;;\u001b\\',
  'a title (OSC 2)': '\u001b]2;pwnedtitle\u0007pwtitle',
  'colours of the terminal (OSC 4, 11)': '\u001b]4;1;#ff0000\u0007\u001b]11;#ff0000\u0007pwcolour',
  'a notice (OSC 9, 777)': '\u001b]9;pwned\u0007\u001b]777;notify;pwned;x\u0007pwnote',
  'a device string (DCS)': '\u001bP$q"p\u001b\\pwdcs',
  'a sixel': '\u001bPq#0;2;0;0;0~-\u001b\\pwsixel',
  'passed through tmux': '\u001bPtmux;\u001b\u001b]52;c;cHduZWQ=\u0007\u001b\\pwpass',
  'APC, PM and SOS': '\u001b_Gi=1;AAAA\u001b\\\u001b^x\u001b\\\u001bXx\u001b\\pwapc',
  'questions (DA, DSR, DECRQM, title)': '\u001b[c\u001b[>c\u001b[6n\u001b[?2026$p\u001b[21tpwask',
  'mouse and focus modes':
    '\u001b[?1000h\u001b[?1003h\u001b[?1004h\u001b[?1006hpwmode\u001b[?1000l\u001b[?1003l\u001b[?1004l',
  'C1 as UTF-8': 'pwcone\u009b31m\u0090q\u009c\u009d52;c;cHduZWQ=\u009c',
  'bidi controls': 'pwbidi\u202ea\u202c\u2066x\u2069\u061c\u200e\u200f',
  'zero-width characters': 'pwzero\u200bw\u200ci\u200dd\ufeffth\u2060x\u00ad',
  'tags and annotations': 'pwtags\u{e0041}\u{e0042}\u{e007f}\ufff9a\ufffab\ufffb',
  'separators of lines': 'pwsep\u2028x\u2029y\u0085z',
  'a heap of accents': `pwheap${'\u0301\u0316'.repeat(40)}`,
  'the line-drawing set': '\u000elqqk\u000fpwdraw',
};

/** Bytes that are no UTF-8: overlong, cut, a surrogate, beyond U+10FFFF, lone continuation and C1 bytes. */
export const NO_UTF8 = Buffer.from(
  'c0afe28028f0288cbceda080f490808080bffffec39b33316d9d35323b633b63489c85',
  'hex',
);

/** Words that a shell, or tmux's formats and commands, would run: each would make a file of its own, `ran-…`. */
export function canaries(folder: string): string[] {
  const file = (name: string): string => `${folder}/ran-${name}`;
  return [
    `$(touch ${file('dollar')})`,
    `\`touch ${file('tick')}\``,
    `#(touch ${file('format')})`,
    `;touch ${file('semicolon')};`,
    `|touch ${file('pipe')}&`,
    `';touch ${file('quote')};'`,
    `";touch ${file('double')};"`,
    `#{E:#(touch ${file('nested')})}`,
    `; run-shell "touch ${file('tmux')}"`,
  ];
}

/** All of it in one text, on one line. */
export function hostileText(folder: string): string {
  return [...Object.values(INJECTIONS), ...canaries(folder)].join(' ');
}

/** Controls, and what is not seen or turns text around; joiners are a matter of their own. */
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u180e\u200b\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Bidi_Control}/gu;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** The characters in a text that a terminal would obey, or that nobody would see; empty: none. */
export function unsafeIn(text: string): string[] {
  return [...new Set([...text.matchAll(UNSAFE)].map((found) => describe(text, found.index)))];
}

/** All that the cockpit may send beside text: styles, the cursor, erasing, its screen, a frame at once, how keys are told. */
const OWN_SEQUENCE = /^\u001b\[(?:[0-9;]*m|[0-9;]*[A-HJK]|\?(?:25|1049|2004|2026)[hl]|\?u|[<>=]?[0-9;]*u)$/;
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]|)/g;

/** What a cockpit has written that is not on the list of what it may write; empty: nothing. */
export function foreignIn(written: string): string[] {
  const found = new Set<string>();
  for (const [sequence] of written.matchAll(SEQUENCE))
    if (!OWN_SEQUENCE.test(sequence)) found.add(JSON.stringify(sequence.slice(0, 60)));
  const text = written.replace(SEQUENCE, '').replaceAll('\r', '');
  for (const one of unsafeIn(text)) found.add(one);
  for (const { index } of text.matchAll(UNSEEN)) found.add(describe(text, index));
  return [...found];
}

function describe(text: string, at: number): string {
  const code = text.codePointAt(at)!.toString(16).padStart(4, '0');
  return `U+${code} in ${JSON.stringify(text.slice(Math.max(0, at - 30), at + 20))}`;
}
