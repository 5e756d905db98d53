/** What an archive holds is a stranger's choice: these hold for result archives and evidence packs alike. */
export const MAX_ENTRIES = 100_000;
export const MAX_TOTAL_BYTES = 16 * 1024 * 1024 * 1024;
