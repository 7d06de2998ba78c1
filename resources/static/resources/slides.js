// The slides of a presentation: without this file, a strip that scrolls; with it, buttons, keys, the
// position and the whole screen.
const viewer = document.querySelector("[data-slides]");
const list = viewer.querySelector("ol");
const steps = [...viewer.querySelectorAll("[data-slides-step]")];
const position = viewer.querySelector("[data-slides-position]");
const full = viewer.querySelector("[data-slides-full]");
const last = list.children.length - 1;
let current = 0;

function show() {
  position.textContent = `${current + 1} / ${last + 1}`;
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

// A finger, a wheel or a link to a slide scrolls: the position follows once it rests.
let resting;
list.addEventListener("scroll", () => {
  clearTimeout(resting);
  resting = setTimeout(() => {
    current = Math.round(list.scrollLeft / list.clientWidth);
    show();
  }, 120);
});

// Another width, another place for the same slide.
new ResizeObserver(() => {
  list.scrollTo({ left: current * list.clientWidth, behavior: "instant" });
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
