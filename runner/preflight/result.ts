/** How one link was found before the scenarios. */
export interface PreflightResult {
  probe: string;
  ok: boolean;
  /** What works, or what does not and what to check. */
  sentence: string;
}

/** `advice` goes before the detail of what went wrong. */
export async function attempt(
  probe: string,
  good: string,
  action: () => Promise<unknown>,
  advice?: string,
): Promise<PreflightResult> {
  try {
    await action();
    return { probe, ok: true, sentence: good };
  } catch (error) {
    const detail = (error as Error).message;
    return { probe, ok: false, sentence: advice ? `${advice} (${detail})` : detail };
  }
}
