import { type Binding, bind, type KeyContext } from './binding.ts';

const CHOICE: readonly KeyContext[] = ['choice_dialog'];
const STAGE: readonly KeyContext[] = ['stage_dialog'];
const FORM: readonly KeyContext[] = ['form'];
const CONFIRM: readonly KeyContext[] = ['confirm_dialog'];
const FILTER: readonly KeyContext[] = ['filter'];
const HELP: readonly KeyContext[] = ['help'];
const ROLLBACK: readonly KeyContext[] = ['rollback_dialog'];

/** The keys of what lies over the screen, and of the filter. */
export const DIALOG_BINDINGS: readonly Binding[] = [
  bind('enter', '⏎', 'filter.keep', FILTER, { label: 'keep the filter' }),
  bind('escape', 'Esc', 'filter.clear', FILTER, { label: 'clear it' }),
  bind('backspace', 'Backspace', 'erase', [...FILTER, ...FORM]),
  bind('up', '↑↓', 'move.up', FILTER, { label: 'select' }),
  bind('down', '↓', 'move.down', FILTER),

  bind('up k', '↑↓', 'move.up', HELP, { label: 'scroll' }),
  bind('down j', '↓', 'move.down', HELP),
  bind('pageup', 'PgUp', 'move.page_up', HELP),
  bind('pagedown', 'PgDn', 'move.page_down', HELP),
  bind('escape q ? e enter', 'Esc', 'cancel', HELP, { label: 'close' }),
  bind('escape q enter', 'Esc', 'cancel', ['message'], { label: 'close' }),

  bind('enter', '⏎', 'choice.accept', CHOICE, { label: 'record it', writes: true }),
  bind('up k', '↑↓', 'move.up', CHOICE, { label: 'choose' }),
  bind('down j', '↓', 'move.down', CHOICE),
  bind('pageup home', 'PgUp', 'move.page_up', CHOICE),
  bind('pagedown end', 'PgDn', 'move.page_down', CHOICE),
  bind('escape q', 'Esc', 'cancel', CHOICE, { label: 'cancel' }),

  bind('y', 'y', 'stage.confirm', STAGE, { label: 'write it', writes: true }),
  bind('escape n q', 'n', 'cancel', STAGE, { label: 'cancel' }),
  bind('tab left right shift-tab', '←→', 'stage.choose', STAGE, { label: 'choose' }),
  bind('enter', '⏎', 'stage.accept', STAGE, { label: 'do the chosen', writes: true }),

  bind('enter', '⏎', 'form.accept', FORM, { label: 'go on', writes: true }),
  bind('tab down', 'Tab', 'form.next', FORM, { label: 'next' }),
  bind('shift-tab up', 'Shift-Tab', 'form.previous', FORM),
  bind('escape', 'Esc', 'cancel', FORM, { label: 'cancel' }),

  bind('y', 'y', 'act.confirm', CONFIRM, { label: 'do it', writes: true }),
  bind('escape n q enter', 'n', 'cancel', CONFIRM, { label: 'cancel' }),

  bind('y', 'y', 'rollback.confirm', ROLLBACK, { label: 'roll back now', writes: true }),
  bind('escape n q enter', 'n', 'cancel', ROLLBACK, { label: 'cancel' }),
];
