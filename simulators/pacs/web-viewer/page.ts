import type { ViewedStudy } from './viewed-study';

/** Pixels of the screen per pixel of an image. */
const SCALE = 4;

/** The page of a study; `nonce` is what its policy allows. What comes from the study is data, never markup. */
export function viewerPage(study: ViewedStudy, nonce: string): string {
  const data = JSON.stringify(study).replaceAll('<', '\\u003c');
  const [width, height] = [study.columns * SCALE, study.rows * SCALE];
  return `<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<title>Reference viewer</title>
<style nonce="${nonce}">
body { margin: 0; display: grid; grid-template-columns: 18rem ${width}px 1fr; gap: 1rem; font: 14px sans-serif; background: #111; color: #bbb; }
#viewport { position: relative; width: ${width}px; height: ${height}px; }
#viewport > * { position: absolute; left: 0; top: 0; width: ${width}px; height: ${height}px; }
img { image-rendering: pixelated; }
.layer path { stroke-width: 1; vector-effect: none; }
pre { white-space: pre-wrap; }
</style>
<nav><h1>Series</h1><ul id="series"></ul></nav>
<main><div id="viewport"><img id="image" alt=""></div><output id="number"></output></main>
<aside><h2 id="read-title"></h2><pre id="texts"></pre></aside>
<script type="application/json" id="study">${data}</script>
<script nonce="${nonce}">
const study = JSON.parse(document.getElementById('study').textContent);
const viewport = document.getElementById('viewport');
const shown = new Set();
let at = 0;

function draw() {
  const image = study.images[at];
  document.getElementById('image').src = image ? image.png : '';
  document.getElementById('number').textContent = image ? 'Image ' + image.number : '';
  for (const layer of viewport.querySelectorAll('svg')) layer.remove();
  for (const result of study.results) {
    if (!image || !shown.has(result.sopInstanceUid)) continue;
    const layer = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    layer.setAttribute('viewBox', '0 0 ' + study.columns + ' ' + study.rows);
    for (const mark of result.marks.filter((one) => one.image === image.number)) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', mark.path);
      path.setAttribute('stroke', mark.filled ? 'none' : mark.colour);
      path.setAttribute('fill', mark.filled ? mark.colour : 'none');
      path.setAttribute('fill-opacity', '0.6');
      layer.append(path);
    }
    viewport.append(layer);
  }
}

let open = '';
function read(result) {
  open = result ? result.sopInstanceUid : '';
  document.getElementById('read-title').textContent = result ? result.description : '';
  document.getElementById('texts').textContent = result ? result.texts.join('\\n') : '';
}

function hide(result) {
  if (result.stays) return;
  shown.delete(result.sopInstanceUid);
  if (open === result.sopInstanceUid) read();
}

function entry(text, uid, actions) {
  const item = document.createElement('li');
  item.dataset.uid = uid;
  const label = document.createElement('span');
  label.textContent = text;
  item.append(label);
  for (const [name, act] of actions) {
    const button = document.createElement('button');
    button.textContent = name;
    button.addEventListener('click', () => { act(); draw(); });
    item.append(' ', button);
  }
  document.getElementById('series').append(item);
}

entry('CT images ' + study.images.length, 'images', [
  ['Previous', () => { at = Math.max(0, at - 1); }],
  ['Next', () => { at = Math.min(study.images.length - 1, at + 1); }],
]);
for (const result of study.results) {
  const uid = result.sopInstanceUid;
  entry(result.modality + ' ' + result.description + ' S:' + result.seriesNumber, uid, [
    ['Show', () => { shown.add(uid); read(result); }],
    ['Hide', () => hide(result)],
    ['Go to', () => {
      const index = study.images.findIndex(({ number }) => number === result.leadsTo);
      if (index >= 0) at = index;
    }],
  ]);
}
draw();
document.body.dataset.ready = 'yes';
</script>
</html>
`;
}
