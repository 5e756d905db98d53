import { defineClaims } from './claims';

defineClaims([
  ['both regions were drawn where they belong', 'viewer/marks-in-place', { kinds: ['segmentation'] }],
  ['the marks of the report were drawn where they belong', 'viewer/marks-in-place', { kinds: ['report'] }],
  ['the regions could be told apart', 'viewer/marks-told-apart', { kinds: ['segmentation'] }],
  [
    'segmentation, report and presentation state could be switched off and on',
    'viewer/switches',
    { kinds: ['segmentation', 'report', 'presentation-state'] },
  ],
  [
    'segmentation and presentation state could be switched off and on',
    'viewer/switches',
    { kinds: ['segmentation', 'presentation-state'] },
  ],
  ['everything that is known to be there could be read', 'viewer/texts-read'],
  ['the opened study showed that it has results', 'viewer/results-indicated'],
  ['the results appeared in their own study only', 'viewer/stays-with-study'],
  ['the viewer showed the key image', 'viewer/key-image-opens'],
]);
