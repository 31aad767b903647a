import { type Node, type Repeat, readPattern, SAMPLES, Unsafe } from './pattern-tree.ts';

/*
 * Which patterns may be tried on what a pane shows. JavaScript's regular expressions backtrack, so a careless one can
 * take for ever on a hostile line, and rules come from files that people write. The shape decides, not a trial: a
 * trial would hang on just those patterns that it is to find.
 */

/** Longest pattern that is taken, in characters. */
export const PATTERN_MAX = 400;
/** A counted repetition of more than so many lengths is as good as an endless one. */
const MANY = 24;
/** Repetitions in a row that can share out the same text between them: the exponent of the time in the line's length. */
const SHARING_MAX = 2;

const NONE: ReadonlySet<string> = new Set();
const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

const isLoop = ({ min, max }: Repeat): boolean => max - min > MANY;

/** Whether it can match no text at all. */
function canBeEmpty(node: Node): boolean {
  switch (node.type) {
    case 'characters':
      return false;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.body);
    default:
      return true;
  }
}

/** Characters that its text can begin with. */
function begins(node: Node): ReadonlySet<string> {
  switch (node.type) {
    case 'characters':
      return node.set;
    case 'sequence': {
      const sets: ReadonlySet<string>[] = [];
      for (const item of node.items) {
        sets.push(begins(item));
        if (!canBeEmpty(item)) break;
      }
      return union(sets);
    }
    case 'choice':
      return union(node.options.map(begins));
    case 'repeat':
      return begins(node.body);
    default:
      return NONE;
  }
}

/** All characters that its text can have. */
function characters(node: Node): ReadonlySet<string> {
  switch (node.type) {
    case 'characters':
      return node.set;
    case 'sequence':
      return union(node.items.map(characters));
    case 'choice':
      return union(node.options.map(characters));
    case 'repeat':
      return characters(node.body);
    default:
      return NONE;
  }
}

/**
 * Looks at what is repeated: it must match any text in one way only, or each turn multiplies the ways. `after`: what
 * may follow it, the next turn included.
 */
function checkRepeated(node: Node, after: ReadonlySet<string>, endless: boolean): void {
  switch (node.type) {
    case 'choice':
      node.options.forEach((option, i) => {
        checkRepeated(option, after, endless);
        const others = node.options.slice(i + 1).map(begins);
        if (overlap(begins(option), union(others)))
          throw new Unsafe('repeats a choice whose parts begin alike');
      });
      return;
    case 'sequence':
      node.items.forEach((item, i) => {
        const rest: Node = { type: 'sequence', items: node.items.slice(i + 1) };
        checkRepeated(item, canBeEmpty(rest) ? union([begins(rest), after]) : begins(rest), endless);
      });
      return;
    case 'repeat': {
      const inside = union([begins(node.body), after]);
      if (node.max !== node.min) {
        if (isLoop(node) && endless) throw new Unsafe('repeats a group that repeats');
        if (overlap(characters(node.body), after))
          throw new Unsafe('repeats a group that repeats, with nothing between the turns');
      }
      checkRepeated(node.body, inside, endless);
      return;
    }
    case 'look':
      check(node.body);
      return;
    default:
  }
}

function check(node: Node): void {
  switch (node.type) {
    case 'sequence':
      node.items.forEach(check);
      return;
    case 'choice':
      node.options.forEach(check);
      return;
    case 'look':
      check(node.body);
      return;
    case 'repeat':
      if (node.max === Infinity && canBeEmpty(node.body))
        throw new Unsafe('repeats a group that can be empty');
      if (node.max > 1) checkRepeated(node.body, begins(node.body), node.max === Infinity);
      else check(node.body);
      return;
    default:
  }
}

/** A loop, or a text that has to be matched, in the order of the pattern. */
interface Step {
  loop: boolean;
  /** Cannot be left out, but for the groups around it. */
  needed: boolean;
  set: ReadonlySet<string>;
  /** Groups around it that can be left out. */
  within: readonly Node[];
}

/** The path through a part of a pattern with most loops, and for each look the path to its end. */
interface Routes {
  path: Step[];
  looks: Step[][];
}

/** `before`: the path to the part; `within`: groups around it that can be left out. */
function routes(node: Node, before: readonly Step[] = [], within: readonly Node[] = []): Routes {
  switch (node.type) {
    case 'characters':
      return { path: [{ loop: false, needed: true, set: node.set, within }], looks: [] };
    case 'sequence': {
      const whole: Routes = { path: [], looks: [] };
      for (const item of node.items) {
        const { path, looks } = routes(item, [...before, ...whole.path], within);
        whole.path.push(...path);
        whole.looks.push(...looks);
      }
      return whole;
    }
    case 'choice': {
      const options = node.options.map((option) => routes(option, before, within));
      const most = options.reduce((a, b) => (countLoops(b.path) > countLoops(a.path) ? b : a));
      return { path: most.path, looks: options.flatMap(({ looks }) => looks) };
    }
    case 'repeat': {
      if (!isLoop(node)) return routes(node.body, before, node.min === 0 ? [...within, node] : within);
      const loop: Step = { loop: true, needed: node.min > 0, set: characters(node.body), within };
      return { path: [loop], looks: routes(node.body, [...before, loop], within).looks };
    }
    case 'look': {
      const { path, looks } = routes(node.body, before);
      // Behind it is matched from its end.
      return { path: [], looks: [...looks, [...before, ...(node.behind ? path.toReversed() : path)]] };
    }
    default:
      return { path: [], looks: [] };
  }
}

const countLoops = (path: readonly Step[]): number => path.filter((step) => step.loop).length;

/** Whether two loops can share out a text: one of them can also match all that has to stand between them. */
function share(path: readonly Step[], from: number, to: number): boolean {
  const [a, b] = [path[from]!, path[to]!];
  if (!overlap(a.set, b.set)) return false;
  const around = new Set([...a.within, ...b.within]);
  const between = path
    .slice(from + 1, to)
    .filter((step) => step.needed && step.within.every((group) => around.has(group)));
  return [a, b].some((loop) => between.every((step) => overlap(step.set, loop.set)));
}

/** Whether it can only match at the begin of a line. */
function isHeld(node: Node): boolean {
  if (node.type === 'sequence') return node.items[0] !== undefined && isHeld(node.items[0]);
  if (node.type === 'choice') return node.options.every(isHeld);
  return node.type === 'place' && node.begin;
}

/**
 * How many loops in a row can share out the same text between them: the exponent of the time in the length of a line.
 * The search for a start is one of them, unless the pattern holds on to the begin of the line.
 */
function sharing(node: Node): number {
  const { path: most, looks: looked } = routes(node);
  const set = union([characters(node), ...[most, ...looked].flat().map((step) => step.set)]);
  const anywhere: Step = { loop: true, needed: false, set, within: [] };
  const start = isHeld(node) ? [] : [anywhere];
  const { path, looks } = routes(node, start);
  const whole = [...start, ...path];
  // Whatever is left of the line, a last `.*` takes it: nothing behind it can fail.
  if (whole.at(-1)?.loop === true && SAMPLES.every((one) => whole.at(-1)!.set.has(one))) whole.pop();
  return Math.max(...[whole, ...looks].map(sharedOn));
}

/** The same of one path. */
function sharedOn(path: readonly Step[]): number {
  const longest: number[] = [];
  path.forEach((step, i) => {
    const before = longest.filter((_, j) => path[j]!.loop && share(path, j, i));
    longest.push(step.loop ? 1 + Math.max(0, ...before) : 0);
  });
  return Math.max(0, ...longest);
}

/**
 * Why a pattern is not taken, as the end of a sentence that begins with its place; null when it is. Patterns that take
 * exponential time, or more than the square of a line's length, are not taken.
 */
export function faultOfPattern(source: string): string | null {
  if (source.length > PATTERN_MAX) return `is longer than ${PATTERN_MAX} characters`;
  try {
    new RegExp(source, 'u');
  } catch (error) {
    const why = (error as Error).message.replace(/^Invalid regular expression: (?:.*: )?/su, '');
    return `is no regular expression: ${why}`;
  }
  try {
    const node = readPattern(source);
    check(node);
    if (sharing(node) > SHARING_MAX) throw new Unsafe('has several repetitions that match the same text');
    return null;
  } catch (error) {
    if (error instanceof Unsafe) return `${error.message}: this can take for ever`;
    throw error;
  }
}
