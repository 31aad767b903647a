import { type Bound, bind, type KeyContext } from './binding.ts';

const CHOICE: readonly KeyContext[] = ['choice_dialog'];
const STAGE: readonly KeyContext[] = ['stage_dialog'];
const FORM: readonly KeyContext[] = ['form'];
const CONFIRM: readonly KeyContext[] = ['confirm_dialog'];
const FILTER: readonly KeyContext[] = ['filter'];
const PALETTE: readonly KeyContext[] = ['palette'];
const HELP: readonly KeyContext[] = ['help'];
const ROLLBACK: readonly KeyContext[] = ['rollback_dialog'];

/** The keys of what lies over the screen, of the filter and of the palette. */
export const DIALOG_BINDINGS: readonly Bound[] = [
  bind('enter', 'filter.keep', FILTER, { label: 'keep the filter' }),
  bind('escape', 'filter.clear', FILTER, { label: 'clear it' }),
  bind('backspace', 'erase', [...FILTER, ...PALETTE, ...FORM], { help: 'erase a character' }),
  bind('up', 'move.up', FILTER, {
    label: 'select',
    help: 'the line above',
    together: { with: ['move.down'], help: 'select' },
  }),
  bind('down', 'move.down', FILTER, { help: 'the line below' }),

  bind('enter', 'palette.run', PALETTE, { label: 'do it' }),
  bind('up ctrl-p', 'move.up', PALETTE, {
    label: 'choose',
    help: 'the line above',
    together: { with: ['move.down'], help: 'choose' },
  }),
  bind('down ctrl-n', 'move.down', PALETTE, { help: 'the line below' }),
  bind('escape', 'cancel', PALETTE, { label: 'close' }),

  bind('up k', 'move.up', HELP, {
    label: 'scroll',
    help: 'a line up',
    together: { with: ['move.down'], help: 'scroll' },
  }),
  bind('down j', 'move.down', HELP, { help: 'a line down' }),
  bind('escape q ? e enter', 'cancel', HELP, { label: 'close' }),
  bind('escape q enter', 'cancel', ['message'], { label: 'close' }),

  bind('enter', 'choice.accept', CHOICE, { label: 'record it', writes: true }),
  bind('up k', 'move.up', CHOICE, {
    label: 'choose',
    help: 'the line above',
    together: { with: ['move.down'], help: 'choose' },
  }),
  bind('down j', 'move.down', CHOICE, { help: 'the line below' }),
  bind('escape q', 'cancel', CHOICE, { label: 'cancel' }),

  bind('pageup', 'move.page_up', [...HELP, ...PALETTE, ...CHOICE], {
    help: 'a page up',
    together: { with: ['move.page_down'], help: 'a page up, a page down' },
  }),
  bind('pagedown', 'move.page_down', [...HELP, ...PALETTE, ...CHOICE], { help: 'a page down' }),
  bind('home', 'move.home', CHOICE, {
    help: 'the first line',
    together: { with: ['move.end'], help: 'the first, the last line' },
  }),
  bind('end', 'move.end', CHOICE, { help: 'the last line' }),

  bind('y', 'stage.confirm', STAGE, { label: 'write it', writes: true }),
  bind('n escape q', 'cancel', STAGE, { label: 'cancel' }),
  bind('left right tab shift-tab', 'stage.choose', STAGE, { label: 'choose' }),
  bind('enter', 'stage.accept', STAGE, { label: 'do the chosen', writes: true }),

  bind('enter', 'form.accept', FORM, { label: 'go on', writes: true }),
  bind('tab down', 'form.next', FORM, { label: 'next' }),
  bind('shift-tab up', 'form.previous', FORM, { help: 'the field before' }),
  bind('escape', 'cancel', FORM, { label: 'cancel' }),

  bind('y', 'act.confirm', CONFIRM, { label: 'do it', writes: true }),
  bind('n escape q enter', 'cancel', CONFIRM, { label: 'cancel' }),

  bind('y', 'rollback.confirm', ROLLBACK, { label: 'roll back now', writes: true }),
  bind('n escape q enter', 'cancel', ROLLBACK, { label: 'cancel' }),
];
