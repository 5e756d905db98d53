/** JSON Schemas for what comes in. Nothing that is not named is taken. */
export type Schema = Record<string, unknown>;

export const text = (maxLength: number, minLength = 1): Schema => ({ type: 'string', minLength, maxLength });
export const oneOf = (values: readonly string[]): Schema => ({ enum: [...values] });
export const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
export const flag: Schema = { type: 'boolean' };
export const list = (items: Schema, maxItems: number): Schema => ({ type: 'array', items, maxItems });

export function object(properties: Record<string, Schema>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** Every member required. */
export const all = (properties: Record<string, Schema>): Schema => object(properties, Object.keys(properties));

const id: Schema = { type: 'string', pattern: '^[0-9a-f]{16}$' };
const number = whole(0, 1e9);

/** By the name of a parameter in a route's path. Ids are looked up in what is there; none is a path. */
export const PARAMS: Record<string, Schema> = {
  run: id,
  product: id,
  study: id,
  pack: id,
  comparison: id,
  certificate: id,
  screenshot: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  requirement: { type: 'string', pattern: '^[A-Za-z0-9.-]{1,40}$' },
  name: text(64),
  file: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
  form: { type: 'string', pattern: '^[a-z]{1,16}$' },
  seq: number,
  n: number,
};
