import { describe, expect, it } from 'vitest';
import { faultOfPattern, PATTERN_MAX } from '../../../src/detect/pattern.ts';
import { AGENTS } from '../../../src/detect/registry.ts';

describe('patterns that are taken', () => {
  it.each([
    '(?:a|b)+c',
    '(?:\\d+h )?(?:\\d+m )?\\d+s',
    '^.*a.*b',
    '[+](a)+',
    '([*+])+',
    '(?<name>a)+',
    '(?i:error) \\d+',
    '(?=.*x)y',
    '^(?:\\S+ ){1,6}\\(',
    '(?:🙂|漢)+$',
    'esc to interrupt',
    '\\u{2800}|[⠁-⣿]|\\p{Lu}\\p{L}*ing…',
    '(?:ab?c)*',
    '',
  ])('%s', (source) => {
    expect(faultOfPattern(source)).toBeNull();
  });

  it('are all of the built-in ones, which the schema has tried', () => {
    expect(AGENTS.length).toBeGreaterThanOrEqual(9);
  });
});

describe('patterns that are not', () => {
  it.each([
    ['(a+)+$', /repeats a group that repeats: this can take for ever/],
    ['((a+)b)+', /group that repeats/],
    ['(?:(?:x)+)*y', /group that repeats/],
    ['(x+x+)+y', /group that repeats/],
    ['(?:\\d+ )*x', /group that repeats/],
    ['(?=(a+)+$)b', /group that repeats/],
    ['(?<=(?:a{3}){1,30}(?:b*\\S{2,}))', /several repetitions/],
    ['(?=.*a.*b)', /several repetitions/],
    ['a*(?=a*b)', /several repetitions/],
    ['^a*(?!a*a*b)', /several repetitions/],
    ['(a*){2,}', /can be empty/],
    ['(a?)*', /can be empty/],
    ['(a|a)*', /begin alike/],
    ['(a|ab)*', /begin alike/],
    ['(\\w|\\d)+x', /begin alike/],
    ['(?:.|\\s)*x', /begin alike/],
    ['(漢|漢字)+x', /begin alike/],
    ['(?:a?a)+x', /nothing between the turns/],
    ['(?:a{0,50}){0,50}x', /nothing between the turns/],
    ['.*.*.*x', /several repetitions/],
    ['^.*a.*b.*c', /several repetitions/],
    ['foo.*bar.*baz', /several repetitions/],
    ['^(?:.*a|.*b.*c.*d)', /several repetitions/],
    ['(.*)\\1', /refers back/],
    ['(?<q>["\']).*\\k<q>', /refers back/],
    ['a{5000}', /counts beyond/],
    ['(', /is no regular expression: Unterminated group/],
    ['\\y', /is no regular expression/],
    ['[z-a]', /is no regular expression/],
    ['x'.repeat(PATTERN_MAX + 1), /is longer than/],
  ])('%s', (source, message) => {
    expect(faultOfPattern(source)).toMatch(message);
  });
});
