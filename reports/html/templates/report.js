'use strict';
const requirements = [...document.querySelectorAll('.requirement')];
const search = document.getElementById('search');
const boxes = [...document.querySelectorAll('input[name=verdict]')];
const shown = document.getElementById('shown');
const texts = new Map(
  requirements.map((r) => [
    r,
    (r.querySelector('summary').textContent + r.querySelector('.clause').textContent).toLowerCase(),
  ]),
);

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let count = 0;
  for (const requirement of requirements) {
    const text = texts.get(requirement);
    const visible = verdicts.has(requirement.dataset.verdict) && words.every((word) => text.includes(word));
    requirement.hidden = !visible;
    if (visible) count += 1;
  }
  for (const group of document.querySelectorAll('.group')) {
    group.hidden = !group.querySelector('.requirement:not([hidden])');
  }
  shown.textContent = count === requirements.length ? '' : `${count} of ${requirements.length} shown`;
}

/** A link to a requirement or scenario opens it. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.hidden = false;
  for (let at = target.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  target.scrollIntoView();
}

search.addEventListener('input', filter);
for (const box of boxes) box.addEventListener('change', filter);
document.querySelector('form.filter').addEventListener('submit', (event) => event.preventDefault());
document.getElementById('open-all').addEventListener('click', () => requirements.forEach((r) => (r.open = !r.hidden)));
document.getElementById('close-all').addEventListener('click', () => requirements.forEach((r) => (r.open = false)));
window.addEventListener('hashchange', openTarget);
window.addEventListener('beforeprint', () => requirements.forEach((r) => (r.open = true)));
openTarget();
