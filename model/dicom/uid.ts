/** What passes for a UID from others (PS3.5 9.1): nothing that could be anything else, but not held to its rules of form. */
export const isUid = (text: string): boolean => /^[0-9.]{1,64}$/.test(text);
