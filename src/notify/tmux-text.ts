import { oneLine } from '../core/text.ts';

/**
 * A text as the argument of `display-message` that shows it as it is: formats (`#{…}`, `#(…)`), times (`%H`) and the end of
 * a tmux command (`;`) are made literal. `#[` would be a style in some versions of tmux and `##[` would stay so in
 * others: a space goes between.
 */
export function messageArgument(text: string): string {
  return oneLine(text)
    .replace(/(#+)\[/gu, '$1 [')
    .replace(/#/gu, '##')
    .replace(/%/gu, '%%')
    .replace(/;$/u, '\\;');
}
