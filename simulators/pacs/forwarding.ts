/** How long a PACS may take to send a study on, milliseconds: gigabytes to a slow peer take minutes. */
export const FORWARD_TIMEOUT_MS = 300_000;
