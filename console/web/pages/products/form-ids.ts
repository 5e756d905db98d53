/** Ids of what describes a field, for the field to point to. */
export const hintId = (id: string): string => `${id}-hint`;
export const problemId = (id: string): string => `${id}-problem`;
