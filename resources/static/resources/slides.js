// The slides of a presentation: without this file, a strip that scrolls; with it, buttons, keys, the
// position and the whole screen.
const viewer = document.querySelector("[data-slides]");
const list = viewer.querySelector("ol");
const steps = [...viewer.querySelectorAll("[data-slides-step]")];
const position = viewer.querySelector("[data-slides-position]");
const full = viewer.querySelector("[data-slides-full]");
const last = list.children.length - 1;
// The strip may have been scrolled, by a key or by an address that names a slide, before this file.
let current = nearest();
let width = list.clientWidth;

function nearest() {
  return list.clientWidth ? Math.round(list.scrollLeft / list.clientWidth) : 0;
}

function show() {
  const text = `${current + 1} / ${last + 1}`;
  if (position.textContent !== text) position.textContent = text; // said once by a screen reader
  for (const button of steps) {
    const step = Number(button.dataset.slidesStep);
    button.disabled = step < 0 ? current === 0 : current === last;
  }
}

function go(index) {
  current = Math.min(Math.max(index, 0), last);
  list.scrollTo({ left: current * list.clientWidth });
  show();
}

const KEYS = {
  ArrowRight: () => go(current + 1),
  ArrowLeft: () => go(current - 1),
  PageDown: () => go(current + 1),
  PageUp: () => go(current - 1),
  Home: () => go(0),
  End: () => go(last),
};

viewer.addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const button of steps) {
  button.addEventListener("click", () => go(current + Number(button.dataset.slidesStep)));
}

// A finger, a wheel or a link to a slide scrolls: the position follows once it rests. A browser that
// does not say when it rests is waited for.
function follow() {
  current = nearest();
  show();
}

if ("onscrollend" in window) {
  list.addEventListener("scrollend", follow);
} else {
  let resting;
  list.addEventListener("scroll", () => {
    clearTimeout(resting);
    resting = setTimeout(follow, 120);
  });
}

// Another width, another place for the same slide.
new ResizeObserver(() => {
  if (list.clientWidth === width) return; // it is observed: nothing has changed yet
  width = list.clientWidth;
  list.scrollTo({ left: current * width, behavior: "instant" });
}).observe(list);

if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else viewer.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    const whole = document.fullscreenElement === viewer;
    full.querySelector("span").textContent = whole ? full.dataset.leave : full.dataset.enter;
    list.focus();
  });
}

show();
