import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../src/core/stage.ts';
import { editFlags, type JsonValue } from '../../src/flags/edit.ts';
import { FLAG_NAMES, parseFlags } from '../../src/flags/parse.ts';
import { type ScannedObject, scanObject } from '../../src/flags/scan.ts';
import { stageChanges } from '../../src/flags/stage-change.ts';

const space = fc.stringMatching(/^[ \t\r\n]{0,4}$/);
const key = fc.oneof(
  fc.constantFrom(...FLAG_NAMES, '__proto__', 'constructor', '', 'ä"\\\n', 'rollout stage'),
  fc.string(),
);
const styles = {
  compact: () => '',
  spaced: () => ' ',
  lf2: (depth: number) => `\n${'  '.repeat(depth)}`,
  crlf: (depth: number) => `\r\n${'\t'.repeat(depth)}`,
  cr: (depth: number) => `\r${' '.repeat(depth)}`,
  blank: (depth: number) => `\n\n    ${' '.repeat(depth)}`,
};

/** A JSON object in some style of writing, its keys unique, and what it holds. */
const objectText = fc
  .record({
    members: fc.uniqueArray(fc.tuple(key, fc.jsonValue({ maxDepth: 2 })), {
      selector: ([k]) => k,
      maxLength: 12,
    }),
    style: fc.constantFrom(...(Object.keys(styles) as (keyof typeof styles)[])),
    colon: space,
    beforeComma: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: space }),
    head: space,
    tail: space,
    indent: fc.constantFrom(undefined, 1, '\t'),
    floats: fc.boolean(),
  })
  .map(({ members, style, colon, beforeComma, head, tail, indent, floats }) => {
    const gap = styles[style];
    const raw = (value: unknown): string =>
      floats &&
      typeof value === 'number' &&
      Number.isInteger(value) &&
      Math.abs(value) < 1e15 &&
      !Object.is(value, -0)
        ? `${value}.0`
        : JSON.stringify(value, null, indent);
    const body = members
      .map(([k, v]) => `${gap(1)}${JSON.stringify(k)}:${colon}${raw(v)}`)
      .join(`${beforeComma},`);
    return `${head}{${body}${gap(0)}}${tail}`;
  });

function scanned(text: string): ScannedObject {
  const scan = scanObject(text);
  if (!scan.ok) throw new Error(`${scan.fault.message} at ${scan.fault.offset}`);
  return scan.object;
}

function valuesOf(text: string): Map<string, unknown> {
  return new Map(scanned(text).members.map((m) => [m.key, JSON.parse(text.slice(m.valueStart, m.valueEnd))]));
}

const changesOf = fc.uniqueArray(
  // As JSON has them: it knows no -0.
  fc.tuple(
    key,
    fc.jsonValue({ maxDepth: 1 }).map((v) => JSON.parse(JSON.stringify(v)) as JsonValue),
  ),
  {
    selector: ([k]) => k,
    maxLength: 6,
  },
);

describe('the text of a flags file', () => {
  it('is taken exactly when it is a JSON object', () => {
    const mutated = fc
      .tuple(
        objectText,
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', '{', ']', ':', '\\', '0', '-', '\n', '/', '\ufeff', 'e', '\u00a0'),
        fc.nat(2),
      )
      .map(([text, at, insert, cut]) => {
        const offset = at % (text.length + 1);
        return text.slice(0, offset) + insert + text.slice(offset + cut);
      });
    fc.assert(
      fc.property(fc.oneof(objectText, mutated, fc.string(), fc.json()), (text) => {
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          value = undefined;
        }
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        expect(scanObject(text).ok).toBe(isObject);
      }),
      { numRuns: 1500 },
    );
  });

  it('never makes the parser throw, and every refusal has a mend', () => {
    const wrong = fc
      .tuple(fc.constantFrom(...FLAG_NAMES), fc.jsonValue())
      .map(([name, value]) => `{"${name}": ${JSON.stringify(value)}}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), objectText, wrong), (text) => {
        const result = parseFlags(text, '/f');
        if (result.ok) return;
        expect(result.problem.message).not.toBe('');
        expect(result.problem.mend).not.toBe('');
        if (result.problem.line !== null)
          expect(result.problem.line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
      }),
      { numRuns: 600 },
    );
  });

  it('keeps every byte that an edit does not mean', () => {
    fc.assert(
      fc.property(objectText, changesOf, (text, changes) => {
        const before = scanned(text);
        const values = valuesOf(text);
        const edited = editFlags(text, { object: before, values }, changes).text;
        const after = scanned(edited);
        const wanted = new Map<string, unknown>(changes);

        for (const [i, was] of before.members.entries()) {
          const is = after.members[i]!;
          expect(edited.slice(is.keyStart, is.valueStart)).toBe(text.slice(was.keyStart, was.valueStart));
          const raw = edited.slice(is.valueStart, is.valueEnd);
          if (wanted.has(was.key)) expect(JSON.parse(raw)).toEqual(wanted.get(was.key));
          else expect(raw).toBe(text.slice(was.valueStart, was.valueEnd));
          const [wasGap, isGap] = [before, after].map((object, side) => {
            const start = i === 0 ? object.open : object.members[i - 1]!.valueEnd;
            return (side === 0 ? text : edited).slice(start, object.members[i]!.keyStart);
          });
          expect(isGap).toBe(wasGap);
        }
        const added = changes.filter(([k]) => !values.has(k));
        expect(after.members.slice(before.members.length).map((m) => m.key)).toEqual(added.map(([k]) => k));
        for (const [k, value] of added) expect(valuesOf(edited).get(k)).toEqual(value);
        expect(edited.slice(0, after.open)).toBe(text.slice(0, before.open));
        expect(edited.slice(after.close)).toBe(text.slice(before.close));
        if (before.members.length > 0)
          expect(edited.slice(after.members.at(-1)!.valueEnd, after.close)).toBe(
            text.slice(before.members.at(-1)!.valueEnd, before.close),
          );
      }),
      { numRuns: 800 },
    );
  });

  it('is not touched by an edit that changes nothing', () => {
    fc.assert(
      fc.property(objectText, changesOf, (text, changes) => {
        const once = editFlags(text, { object: scanned(text), values: valuesOf(text) }, changes).text;
        const twice = editFlags(once, { object: scanned(once), values: valuesOf(once) }, changes);
        expect(twice).toEqual({ text: once, splices: [] });
      }),
    );
  });

  it('says after a stage change what the stage means, whatever else it holds', () => {
    fc.assert(
      fc.property(objectText, fc.constantFrom(...STAGES), (text, stage) => {
        const result = parseFlags(text, '/f');
        fc.pre(result.ok);
        if (!result.ok) return;
        const changes = stageChanges(result.parsed.flags, stage, 0);
        const after = parseFlags(editFlags(text, result.parsed, changes).text, '/f');
        if (!after.ok) throw new Error(after.problem.message);
        expect(after.parsed.flags).toMatchObject(Object.fromEntries(changes));
      }),
      { numRuns: 300 },
    );
  });
});
