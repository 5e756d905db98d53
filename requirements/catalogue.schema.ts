import { ACTOR_NAMES } from '../model/actors';

const sentence = { type: 'string', minLength: 10, maxLength: 1000, pattern: '\\S' };
const reason = { type: 'string', minLength: 10, maxLength: 300 };

/** JSON Schema of a catalogue file, requirements/*.yaml. The record it gives is model/requirement.ts. */
export const catalogueSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'airworthy requirement catalogue',
  type: 'object',
  additionalProperties: false,
  required: ['source', 'requirements'],
  properties: {
    source: { enum: ['RCR', 'IHE-AIR', 'DICOM', 'HL7'] },
    requirements: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'lines', 'group', 'title', 'text', 'level', 'actors', 'method', 'passMeans'],
        properties: {
          id: { type: 'string', pattern: '^[A-Z]{2,}(-[A-Z0-9][A-Za-z0-9.]*)+$' },
          lines: { type: 'string', minLength: 1, maxLength: 60 },
          group: { type: 'string', minLength: 3, maxLength: 80 },
          title: { type: 'string', minLength: 10, maxLength: 90 },
          text: sentence,
          level: { enum: ['shall', 'should', 'may', 'discouraged'] },
          actors: { type: 'array', items: { enum: [...ACTOR_NAMES] }, minItems: 1, uniqueItems: true },
          method: { enum: ['automated', 'attested'] },
          capability: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
          verified: { type: 'boolean' },
          passMeans: { enum: ['satisfied', 'no-breach-seen'] },
          planned: {
            type: 'object',
            additionalProperties: false,
            minProperties: 1,
            properties: Object.fromEntries(ACTOR_NAMES.map((actor) => [actor, reason])),
          },
          ask: sentence,
          evidence: { enum: ['screenshot'] },
        },
      },
    },
  },
};
