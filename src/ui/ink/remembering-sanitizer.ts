import QuickLRU from 'quick-lru';

/** More lines than two screens have. */
const LINES_KEPT = 1000;
/** Sequences that may go on beyond the end of a line: whatever begins with ESC and is no whole CSI, and the C1 controls. */
const MAY_GO_ON = /\u001b(?!\[[0-?]*[ -/]*[@-~])|[\u0080-\u009f]/;

/**
 * Makes what Ink takes foreign sequences out of texts with (`ink/build/sanitize-ansi.js`) remember lines: it takes every
 * text of the screen apart, twice for every frame. A text with a sequence that may go on in the next line is left to it.
 */
export function rememberingSanitizer(sanitize: (text: string) => string): (text: string) => string {
  const lines = new QuickLRU<string, string>({ maxSize: LINES_KEPT });
  return (text) => {
    if (MAY_GO_ON.test(text)) return sanitize(text);
    return text
      .split('\n')
      .map((line) => {
        let clean = lines.get(line);
        if (clean === undefined) {
          clean = sanitize(line);
          lines.set(line, clean);
        }
        return clean;
      })
      .join('\n');
  };
}
