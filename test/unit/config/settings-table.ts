import { settingsJsonSchema, settingsSchema } from '../../../src/config/settings.ts';

/** What is read of a JSON schema here. */
interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** The settings as they hold where nothing is said; of lists and commands of one's own the first, as short as it can be. */
const PRESET: unknown = settingsSchema.parse({
  monitors: { legacy: { command: ['x'] }, modular: { command: ['x'] } },
  notices: [{ on: ['rollback'], to: { command: ['x'] } }],
});

/** A default that the schema fills in itself. */
function filledIn(path: string): unknown {
  let value: unknown = PRESET;
  for (const part of path.replaceAll('[]', '.0').split('.'))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  return value;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

function spanOf(ms: number): string {
  const [size, unit] = UNITS.find(([length]) => ms % length === 0) ?? [1, 'ms'];
  return `${ms / size}${unit}`;
}

/** Beyond this a bound says only how numbers are stored. */
const NO_BOUND = Number.MAX_SAFE_INTEGER;

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function isSpan({ anyOf }: Schema): boolean {
  return anyOf?.some(({ pattern }) => pattern?.includes('(ms|s|min|h|d)')) ?? false;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const said = [
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    minimum === undefined || minimum <= -NO_BOUND ? '' : `≥ ${minimum}`,
    exclusiveMaximum === undefined ? '' : `< ${exclusiveMaximum}`,
    maximum === undefined || maximum >= NO_BOUND ? '' : `≤ ${maximum}`,
  ].filter((part) => part !== '');
  return said.length === 0 ? '' : ` ${said.join(', ')}`;
}

/** What may be written, in few words. */
function kindOf(schema: Schema): string {
  if (isSpan(schema)) return 'span';
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return [...new Set(either.map(kindOf))].join(' or ');
  if (schema.type === 'array') {
    const of = schema.items === undefined ? '' : ` of ${kindOf(schema.items)}`;
    return `list${of}`;
  }
  if (schema.type === 'integer' || schema.type === 'number')
    return `${schema.type === 'integer' ? 'whole number' : 'number'}${bounds(schema)}`;
  return schema.type === 'boolean' ? '`true` or `false`' : (schema.type ?? 'anything');
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

/** The objects that may be written in this place: itself, or those that a list or a choice is of. */
function objectsIn(schema: Schema): Schema[] {
  if (schema.properties !== undefined) return [schema];
  return [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) =>
    one === undefined ? [] : objectsIn(one),
  );
}

function presetOf(part: Schema, path: string, required: boolean): string {
  const preset = part.default ?? filledIn(path);
  if (required && part.default === undefined) return 'needed';
  if (preset === undefined || typeof preset === 'function') return '–';
  return code(isSpan(part) && typeof preset === 'number' ? spanOf(preset) : preset);
}

/** A row for each setting. A group that is always there is only the beginning of their names. */
function rowsOf(schema: Schema, place: string, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const required = schema.required?.includes(name) === true;
    const optional = part.properties !== undefined && part.default === undefined && !required;
    const isGroup = part.properties !== undefined && !optional;
    const many = part.type === 'array' && objectsIn(part).length > 0;
    const kind = many ? 'list of objects' : kindOf(part);
    const preset =
      optional || many
        ? part.default === undefined
          ? '–'
          : code(part.default)
        : presetOf(part, place + name, required);
    const row = `| \`${path}${name}\` | ${cellOf(kind)} | ${cellOf(preset)} | ${cellOf(part.description ?? '')} |`;
    const step = `${name}${part.type === 'array' ? '[]' : ''}.`;
    const below = objectsIn(part).flatMap((one) => rowsOf(one, place + step, path + step));
    return [...(isGroup ? [] : [row]), ...new Set(below)];
  });
}

/** The settings as docs/configuration.md has them: a table for each part of the file. */
export function settingsTables(): string {
  const { properties = {} } = settingsJsonSchema() as Schema;
  return Object.entries(properties)
    .map(([name, part]) => {
      const about = part.description === undefined ? '' : `${part.description}.`;
      const rows =
        part.properties === undefined
          ? rowsOf({ properties: { [name]: part } }, '', '')
          : rowsOf(part, `${name}.`, '');
      const table = ['| setting | what | default | |', '|---|---|---|---|', ...rows];
      return [`### ${name}`, ...(about === '' ? [] : ['', about]), '', ...table].join('\n');
    })
    .join('\n\n');
}
