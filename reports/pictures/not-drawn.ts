/** Why an object was not drawn: one sentence. */
export class NotDrawn extends Error {}
