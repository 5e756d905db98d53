import { ScriptedAiPlatform } from '../../../simulators/ai-platform/scripted/scripted-platform';
import { LINK } from '../links';
import type { Part, PartContext } from '../part';

/** An AI platform that says to a RIS under test what the scenarios ask for. */
export async function startScriptedPlatform({
  config,
  recording,
  log,
  taps,
}: PartContext): Promise<Part & { platform: ScriptedAiPlatform }> {
  const platform = new ScriptedAiPlatform({
    mllp: { host: '127.0.0.1', port: 0 },
    ris: taps.address(LINK.aiToRis),
    sending: { application: config.harness.aiPlatform.aeTitle, facility: 'AIRWORTHY' },
    timeoutMs: config.timeouts.exchange * 1000,
    sink: recording,
    saveMessage: (name, bytes) => recording.saveFile('messages', name, bytes),
    log,
  });
  await platform.start();
  return { platform, mllp: platform.mllpAddress, stop: () => platform.stop() };
}
