/** What a dialog asks to be typed: why, for how long, the name of the stage. */
export type FieldName = 'reason' | 'span' | 'name';

export interface Field {
  name: FieldName;
  text: string;
}

/** Fields and, below them, the buttons Cancel and go. With none, the buttons alone are there. */
export interface Form {
  fields: readonly Field[];
  /** What takes the keys: a place in `fields`; after them CANCEL and GO. */
  at: number;
  /** What is still missing, once it was tried; empty: nothing. */
  hint: string;
}

const LONGEST_TEXT = 200;

/** A form that asks for these, the first of them with the cursor. */
export function formOf(names: readonly FieldName[]): Form {
  return { fields: names.map((name) => ({ name, text: '' })), at: 0, hint: '' };
}

export function onCancel({ fields, at }: Form): boolean {
  return at === fields.length;
}

export function onGo({ fields, at }: Form): boolean {
  return at === fields.length + 1;
}

/** What was typed into this field; empty where it is not asked for. */
export function textOf({ fields }: Form, name: FieldName): string {
  return fields.find((field) => field.name === name)?.text.trim() ?? '';
}

/** The same form with one more field, unless it has it. */
export function asking(form: Form, name: FieldName): Form {
  if (form.fields.some((field) => field.name === name)) return form;
  return { ...form, fields: [...form.fields, { name, text: '' }], at: 0 };
}

/** Goes on by one: fields, Cancel, go, and round. */
export function stepForm(form: Form, by: 1 | -1): Form {
  const places = form.fields.length + 2;
  return { ...form, at: (form.at + by + places) % places, hint: '' };
}

/** The cursor at the button that does it. */
export function atGo(form: Form): Form {
  return { ...form, at: form.fields.length + 1, hint: '' };
}

function change(form: Form, text: (before: string) => string): Form {
  const fields = form.fields.map((field, i) =>
    i === form.at ? { ...field, text: [...text(field.text)].slice(0, LONGEST_TEXT).join('') } : field,
  );
  return { ...form, fields, hint: '' };
}

/** Text typed into the field with the cursor; at a button it goes nowhere. */
export function typed(form: Form, text: string): Form {
  return change(form, (before) => before + text);
}

/** The last character of the field with the cursor taken away. */
export function erased(form: Form): Form {
  return change(form, (before) => [...before].slice(0, -1).join(''));
}
