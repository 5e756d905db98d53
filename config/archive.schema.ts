import { ARCHIVE_TRANSFER_SYNTAXES } from '../model/archive';

const flag = { type: 'boolean' };

/** Section `archive` of sut.yaml: what a PACS declares. Defaults are in model/archive.ts. */
export const archiveSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    sopClasses: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^[0-2](\\.(0|[1-9][0-9]*))+$', maxLength: 64 },
    },
    transferSyntaxes: { type: 'array', minItems: 1, items: { enum: Object.keys(ARCHIVE_TRANSFER_SYNTAXES) } },
    storageCommitment: flag,
    cGet: flag,
    qido: flag,
    wado: flag,
    stow: flag,
    srSignalsAvailability: flag,
    viewer: flag,
    displayRetrieves: flag,
  },
};
