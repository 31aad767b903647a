/** How well a text fits what was typed (more is better), and the places of the letters that do. */
export interface Match {
  score: number;
  at: readonly number[];
}

const BASE = 1;
const WORD_START = 8;
const IN_A_ROW = 6;
const LONGEST_GAP = 4;

const startsWord = (text: string, at: number): boolean =>
  at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string);

/** The best places of one word's letters in their order: beginnings of words and letters in a row count more. */
function matchWord(word: string, text: string): Match | null {
  let row: (Match | null)[] = [];
  for (const [i, letter] of [...word].entries()) {
    const next: (Match | null)[] = [];
    // The best so far that ends before this place, each letter in between counting against it.
    let before: Match | null = i === 0 ? { score: 0, at: [] } : null;
    for (let at = 0; at < text.length; at++) {
      const here = BASE + (startsWord(text, at) ? WORD_START : 0);
      const inRow = at > 0 ? (row[at - 1] ?? null) : null;
      const options =
        text[at] === letter ? [before, inRow && { ...inRow, score: inRow.score + IN_A_ROW }] : [];
      const best = options.reduce((a, b) => (b !== null && (a === null || b.score > a.score) ? b : a), null);
      next.push(best && { score: best.score + here, at: [...best.at, at] });
      if (inRow !== null && (before === null || inRow.score - LONGEST_GAP > before.score))
        before = { ...inRow, score: inRow.score - LONGEST_GAP };
    }
    row = next;
  }
  return row.reduce((a, b) => (b !== null && (a === null || b.score > a.score) ? b : a), null);
}

/**
 * Whether a text has the letters of each word that was typed, in their order; null: not. Capitals and small letters are
 * the same. Of two texts that fit alike the shorter one fits better.
 */
export function fuzzyMatch(query: string, text: string): Match | null {
  const lower = text.toLowerCase();
  let score = -text.length / 100;
  const at = new Set<number>();
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const match = matchWord(word, lower);
    if (match === null) return null;
    score += match.score;
    for (const place of match.at) at.add(place);
  }
  return { score, at: [...at].sort((a, b) => a - b) };
}
