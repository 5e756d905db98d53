import type { CertifiedException } from '../model/certificate';
import { compileSchema, readYamlFile, readYamlText, type YamlFile } from './yaml-file';

const schema = {
  type: 'object',
  required: ['exceptions'],
  additionalProperties: false,
  properties: {
    exceptions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['requirement', 'reason'],
        additionalProperties: false,
        properties: {
          requirement: { type: 'string', minLength: 1, maxLength: 40 },
          reason: { type: 'string', minLength: 1, maxLength: 4000 },
          by: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
        },
      },
    },
  },
};

/** Reads what a supplier states as unmet. Throws ConfigError with lines. */
export function readExceptions(file: string): CertifiedException[] {
  return exceptionsIn(readYamlFile(file, compileSchema(schema)));
}

/** The same from its text; `file` is what it is called in sentences. */
export function exceptionsOf(text: string, file: string): CertifiedException[] {
  return exceptionsIn(readYamlText(text, file, compileSchema(schema)));
}

const exceptionsIn = ({ content }: YamlFile) => (content as { exceptions: CertifiedException[] }).exceptions;
