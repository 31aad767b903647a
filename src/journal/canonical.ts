import { createHash } from 'node:crypto';
import { jsonLine } from '../core/text.ts';

/** The value with the fields of every object in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  // As JSON.stringify would take it (a Date, say).
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Without a prototype a field named __proto__ is a field like any other.
  const out: Record<string, unknown> = Object.create(null);
  for (const [name, one] of entries) out[name] = sorted(one);
  return out;
}

/** JSON that is the same for the same value, whatever the order of its fields; safe to be shown. */
export function canonicalJson(value: unknown): string {
  return jsonLine(sorted(value) ?? null).trimEnd();
}

/** Hash of a record in the chain: over the hash of the one before it and all that the record says. `body` is JSON. */
export function chainHash(
  before: string,
  record: { id: number; at: number; kind: string; body: string },
): string {
  const { id, at, kind, body } = record;
  const text = `{"at":${JSON.stringify(at)},"body":${body},"id":${id},"kind":${JSON.stringify(kind)}}`;
  return createHash('sha256').update(before).update('\n').update(text).digest('hex');
}
