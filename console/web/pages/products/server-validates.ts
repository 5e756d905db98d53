import type { RJSFSchema, ValidatorType } from '@rjsf/utils';

/**
 * The form's own validation is left out: the server reads the file by the same rules as the command line. What remains is
 * to tell which of several allowed shapes a value has, for which looking at its type is enough. (The usual validator
 * compiles schemas to code, which our content security policy does not allow.)
 */
export const serverValidates: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({ errors: [] }),
  isValid: (schema, value) => looksLike(schema, value),
};

function looksLike(schema: RJSFSchema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((each) => looksLike(each as RJSFSchema, value));
  if (schema.allOf && !schema.allOf.every((each) => looksLike(each as RJSFSchema, value))) return false;
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum) return schema.enum.includes(value as never);
  if (schema.required && typeof value === 'object' && value !== null) {
    if (schema.required.some((key) => !(key in value))) return false;
  }
  const types: string[] = schema.type === undefined ? [] : [schema.type].flat();
  return types.length === 0 || types.includes(typeOf(value)) || (types.includes('integer') && Number.isInteger(value));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
